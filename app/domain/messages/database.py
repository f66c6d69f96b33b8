"""The database, its migrations and its backups."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "database_unavailable",
        503,
        "Cơ sở dữ liệu tạm thời không phản hồi. Thử lại sau {seconds} giây.",
        "The database is not responding. Try again in {seconds} seconds.",
    ),
    Message(
        "database_full",
        503,
        "Cơ sở dữ liệu hết dung lượng để ghi; vẫn đọc được. Quản trị viên cần thêm dung lượng; thử lại sau {seconds} "
        "giây.",
        "The database has no space left for writing; reading still works. The administrator must free space; try "
        "again in {seconds} seconds.",
    ),
    Message(
        "temporary_storage_full",
        503,
        "Không còn chỗ cho tệp tạm; không có gì bị thay đổi. Quản trị viên cần giải phóng chỗ trong thư mục tệp tạm "
        "(TMPDIR); sau đó thử lại.",
        "There is no room for temporary files; nothing was changed. The administrator must free space in their folder "
        "(TMPDIR); try again then.",
        not_ready=True,
    ),
    Message(
        "database_read_only",
        503,
        "Cơ sở dữ liệu hiện chỉ cho đọc. Thử ghi lại sau {seconds} giây.",
        "The database is read-only at the moment. Try again in {seconds} seconds.",
    ),
    Message(
        "write_unconfirmed",
        503,
        "Đã ghi trên máy chủ chính nhưng máy chủ bản sao chưa xác nhận; nếu máy chủ chính hỏng lúc này thì dữ liệu có "
        "thể mất. Gửi lại với cùng Idempotency-Key, hoặc kiểm tra xem đã có chưa.",
        "Written on the primary but not confirmed by the replica; if the primary fails now, the data may be lost. "
        "Send it again with the same Idempotency-Key, or check whether it is there.",
    ),
    Message(
        "not_migrated",
        503,
        "Cơ sở dữ liệu ở phiên bản {current}, cần {head}. Chạy: tthc766 migrate.",
        "The database is at revision {current}; {head} is required. Run: tthc766 migrate.",
        not_ready=True,
    ),
    Message(
        "database_newer",
        422,
        "Cơ sở dữ liệu mới hơn chương trình ({what}). Nâng cấp chương trình.",
        "The database is newer than the program ({what}). Upgrade the program.",
        not_ready=True,
    ),
    Message(
        "database_url_invalid",
        422,
        "TTHC766_DATABASE_URL hoặc TTHC766_DATABASE_REPLICA_URL không đúng. Viết sqlite:///TỆP (không có ?) hoặc "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME, không có khoảng trắng ở hai đầu và ký tự điều khiển (như dấu xuống "
        "dòng của Windows); trong USER và PASSWORD viết / là %2F, @ là %40, # là %23, ? là %3F, % là %25, [ là %5B, "
        "] là %5D.",
        "TTHC766_DATABASE_URL or TTHC766_DATABASE_REPLICA_URL is not valid. Write sqlite:///FILE (without ?) or "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME, without blanks at its ends and control characters (such as a line "
        "end of Windows); in USER and PASSWORD write / as %2F, @ as %40, # as %23, ? as %3F, % as %25, [ as %5B, ] as "
        "%5D.",
        not_ready=True,
    ),
    Message(
        "database_options_invalid",
        422,
        "Không dùng được {what} trong PGOPTIONS hoặc trong options của TTHC766_DATABASE_URL. Viết -c TÊN=GIÁ_TRỊ; "
        "default_transaction_… thì đặt cho vai trò: ALTER ROLE … SET.",
        "{what} cannot be used in PGOPTIONS or in options of TTHC766_DATABASE_URL. Write -c NAME=VALUE; set "
        "default_transaction_… for the role: ALTER ROLE … SET.",
        not_ready=True,
    ),
    Message(
        "pooler_without_transactions",
        503,
        "Bộ gộp kết nối trước PostgreSQL chia từng câu lệnh (statement pooling), dịch vụ cần cả giao dịch. Với "
        "PgBouncer đặt pool_mode = transaction hoặc session.",
        "The connection pooler in front of PostgreSQL hands out single statements (statement pooling); the service "
        "needs whole transactions. With PgBouncer set pool_mode = transaction or session.",
        not_ready=True,
    ),
    Message(
        "lock_denied",
        422,
        "Không mở được tệp khóa {path}: {what}. Cho người dùng chạy lệnh quyền đọc tệp này và ghi vào thư mục của nó, "
        "hoặc xóa nó khi dịch vụ và mọi lệnh đã dừng.",
        "The lock file {path} cannot be opened: {what}. Allow the user who runs this to read it and to write to its "
        "folder, or delete it while neither the service nor a command is running.",
        not_ready=True,
    ),
    Message(
        "backup_only_sqlite",
        422,
        "Lệnh này chỉ dành cho SQLite. Với PostgreSQL dùng pg_dump và pg_restore, xem docs/do/operations.vi.md.",
        "This command is for SQLite. With PostgreSQL use pg_dump and pg_restore, see docs/do/operations.md.",
    ),
    Message(
        "backup_exists",
        422,
        "{path} đã tồn tại và không bị ghi đè. Chọn tên khác.",
        "{path} already exists and is not overwritten. Choose another name.",
    ),
    Message(
        "backup_failed",
        422,
        "Không ghi được {path}: {what}. Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại; không có gì thay đổi.",
        "{path} cannot be written: {what}. Check the disk space and the permissions, then run it again; nothing was "
        "changed.",
    ),
    Message(
        "backup_broken",
        422,
        "{path} không phải cơ sở dữ liệu SQLite còn nguyên vẹn: {what}. Dùng bản sao lưu khác.",
        "{path} is not an intact SQLite database: {what}. Use another backup.",
    ),
    Message(
        "backup_foreign",
        422,
        "{path} không phải cơ sở dữ liệu của dịch vụ này. Dùng tệp do tthc766 backup tạo ra.",
        "{path} is not a database of this service. Use a file made by tthc766 backup.",
    ),
    Message(
        "restore_left",
        422,
        "{path}: một lần khôi phục bị ngắt giữa chừng để lại thư mục này. Nếu lần đó chưa được làm lại, hãy chạy lại "
        "`tthc766 restore`; khi không có lần khôi phục nào đang chạy, hãy xóa thư mục.",
        "{path}: a restore that was interrupted left this folder. If it was not repeated, run `tthc766 restore` again; "
        "delete the folder while no restore is running.",
    ),
    Message(
        "database_in_use",
        422,
        "Dịch vụ hoặc một lệnh đang dùng {path}. Dừng lại rồi khôi phục.",
        "The service or a command is using {path}. Stop it, then restore.",
    ),
    Message(
        "log_in_use",
        422,
        "Giá trị đã bị xóa khỏi cơ sở dữ liệu, nhưng tệp nhật ký (-wal) bên cạnh có thể còn chứa chúng vì đang được "
        "đọc. Chạy lại lệnh này.",
        "The values are deleted, but the log file (-wal) beside the database may still hold them, because it is being "
        "read. Run the command again.",
    ),
    Message(
        "database_restoring",
        422,
        "Cơ sở dữ liệu đang được khôi phục. Thử lại khi xong.",
        "The database is being restored. Try again when that is finished.",
        not_ready=True,
    ),
)
