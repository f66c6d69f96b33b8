"""What one sees on a page, as files: a table as CSV or XLSX, a drawing as SVG."""
