"""Addresses of the desk that belong to the catalogue."""

from django.urls import path

from gongkai.service.catalogue import (
    desk_document_views,
    desk_edit_views,
    desk_file_views,
    desk_guide_views,
    desk_list_views,
    desk_new_views,
    desk_norms_views,
    desk_release_views,
    desk_review_views,
)
from gongkai.service.catalogue.imports.urls import urlpatterns as imports

urlpatterns = [
    *imports,
    path("desk/documents/", desk_list_views.documents, name="desk-documents"),
    path("desk/documents/gaps/", desk_list_views.gaps, name="desk-gaps"),
    path("desk/documents/norms/", desk_norms_views.norms, name="desk-norms"),
    path("desk/documents/new/", desk_new_views.new, name="desk-new-document"),
    path("desk/documents/new/word/", desk_new_views.word, name="desk-new-word"),
    path("desk/documents/new/word/original/", desk_new_views.word_original, name="desk-word-original"),
    path("desk/documents/new/typed/", desk_new_views.written, name="desk-new-typed"),
    path("desk/documents/<int:number>/", desk_document_views.document, name="desk-document"),
    path("desk/documents/<int:number>/next/", desk_release_views.next_edition, name="desk-next-edition"),
    path("desk/documents/<int:number>/validity/", desk_release_views.validity, name="desk-validity"),
    path("desk/documents/<int:number>/compare/", desk_document_views.compared, name="desk-compare"),
    path("desk/documents/editions/<int:number>/", desk_document_views.edition, name="desk-edition"),
    path("desk/documents/editions/<int:number>/edit/", desk_edit_views.edit, name="desk-edit"),
    path("desk/documents/editions/<int:number>/files/", desk_file_views.files, name="desk-files"),
    path("desk/documents/editions/<int:number>/submit/", desk_review_views.submitted, name="desk-submit"),
    path("desk/documents/editions/<int:number>/review/", desk_review_views.review, name="desk-review"),
    path("desk/documents/editions/<int:number>/release/", desk_release_views.released, name="desk-release"),
    path(
        "desk/documents/editions/<int:number>/withdraw/", desk_release_views.withdrawn, name="desk-withdraw"
    ),
    path("desk/documents/editions/<int:number>/discard/", desk_release_views.discarded, name="desk-discard"),
    path("desk/documents/files/<int:number>/", desk_file_views.file, name="desk-file"),
    path("desk/documents/paste/", desk_edit_views.paste, name="desk-paste"),
    path("desk/guide/", desk_guide_views.guide_page, name="desk-guide"),
    path("desk/index-pattern/", desk_guide_views.index_pattern, name="desk-index-pattern"),
]
