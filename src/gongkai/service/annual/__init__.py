"""An organ's annual reports (政府信息公开工作年度报告): filed for good, shown, and written out."""
