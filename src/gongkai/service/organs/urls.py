"""Addresses of the desk that belong to organs and people."""

from django.urls import path

from gongkai.service.organs import (
    account_views,
    carried_views,
    desk_views,
    log_views,
    organ_views,
    people_views,
    sign_in_views,
    tree_views,
)

urlpatterns = [
    path("desk/", desk_views.desk, name="desk"),
    path("desk/sign-in/", sign_in_views.sign_in, name="desk-sign-in"),
    path("desk/sign-in/code/", sign_in_views.code, name="desk-sign-in-code"),
    path("desk/sign-out/", sign_in_views.sign_out, name="desk-sign-out"),
    path("desk/carried/", carried_views.sent_again, name="desk-carried"),
    path("desk/posts/", desk_views.posts, name="desk-posts"),
    path("desk/account/", account_views.account, name="desk-account"),
    path("desk/account/password/", account_views.password, name="desk-password"),
    path("desk/account/second-factor/", account_views.second, name="desk-second-factor"),
    path("desk/account/second-factor/off/", account_views.second_off, name="desk-second-factor-off"),
    path("desk/account/others-out/", account_views.others_out, name="desk-others-out"),
    path("desk/people/", people_views.people, name="desk-people"),
    path("desk/people/new/", people_views.new_person, name="desk-new-person"),
    path("desk/people/<int:number>/", people_views.person, name="desk-person"),
    path("desk/people/<int:number>/post/", people_views.new_post, name="desk-new-post"),
    path("desk/people/<int:number>/name/", people_views.new_name, name="desk-new-name"),
    path("desk/people/<int:number>/password/", people_views.new_password, name="desk-new-password"),
    path("desk/people/<int:number>/active/", people_views.active, name="desk-active"),
    path("desk/posts/<int:number>/end/", people_views.end, name="desk-end-post"),
    path("desk/posts/<int:number>/deputy/", people_views.deputy, name="desk-deputy"),
    path("desk/organs/", organ_views.organs, name="desk-organs"),
    path("desk/organs/<slug:code>/", organ_views.organ, name="desk-organ"),
    path("desk/organs/<slug:code>/edit/", organ_views.edit, name="desk-edit-organ"),
    path("desk/organs/<slug:code>/website/", organ_views.website, name="desk-organ-website"),
    path("desk/organs/<slug:code>/change/", organ_views.succession, name="desk-organ-change"),
    path("desk/new-organ/", organ_views.new, name="desk-new-organ"),
    path("desk/import-organs/", tree_views.upload, name="desk-import-organs"),
    path("desk/import-organs/apply/", tree_views.apply, name="desk-apply-organs"),
    path("desk/import-organs/template.<str:form>", tree_views.template, name="desk-organs-template"),
    path("desk/log/", log_views.log, name="desk-log"),
]
