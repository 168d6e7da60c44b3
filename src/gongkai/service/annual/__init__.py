"""An organ's annual reports (政府信息公开工作年度报告): filed as immutable editions, shown and written out."""
