"""What the codes that speak of backups mean, in Vietnamese and English, each with the remedy."""

BACKUPS: dict[str, tuple[str, str]] = {
    "backup_only_sqlite": (
        "Lệnh này chỉ dành cho SQLite. Với PostgreSQL dùng pg_dump và pg_restore, xem docs/do/operations.vi.md.",
        "This command is for SQLite. With PostgreSQL use pg_dump and pg_restore, see docs/do/operations.md.",
    ),
    "backup_exists": (
        "{path} đã có, không ghi đè. Chọn tên khác.",
        "{path} exists already and is not overwritten. Choose another name.",
    ),
    "backup_failed": (
        "Không ghi được {path}: {what}. Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại; không có gì thay đổi.",
        "{path} cannot be written: {what}. See to space on the disk and to permissions, then run it again; nothing "
        "has changed.",
    ),
    "backup_broken": (
        "{path} không phải cơ sở dữ liệu SQLite còn nguyên vẹn: {what}. Dùng bản sao lưu khác.",
        "{path} is not a sound SQLite database: {what}. Use another backup.",
    ),
    "backup_foreign": (
        "{path} không phải cơ sở dữ liệu của dịch vụ này. Dùng tệp do tthc766 backup tạo ra.",
        "{path} is not a database of this service. Use a file that tthc766 backup has made.",
    ),
    "database_in_use": (
        "Dịch vụ hoặc một lệnh đang dùng {path}. Dừng lại rồi khôi phục.",
        "The service or a command is working with {path}. Stop it, then restore.",
    ),
    "database_restoring": (
        "Cơ sở dữ liệu đang được khôi phục. Thử lại khi xong.",
        "The database is being restored. Try again when that is done.",
    ),
}
