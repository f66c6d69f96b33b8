"""The settings in Vietnamese, by field: docs/look-up/settings.vi.md has them beside the English descriptions."""

VIETNAMESE = {
    "database_url": "Địa chỉ cơ sở dữ liệu: sqlite:///TỆP hoặc postgresql://USER:PASSWORD@HOST/NAME. USER và PASSWORD "
    "được mã hóa phần trăm (/ là %2F, @ là %40, # là %23, ? là %3F, % là %25).",
    "database_replica_url": "Địa chỉ máy chủ bản sao (streaming replica) của cơ sở dữ liệu PostgreSQL: yêu cầu không "
    "kèm khóa được đọc tại đó.",
    "key_secret": "Bí mật dùng để băm các khóa API, ít nhất 32 ký tự, giống nhau ở mọi tiến trình. Bắt buộc với "
    "PostgreSQL; với SQLite, nếu không đặt thì một bí mật ngẫu nhiên được lưu cạnh tệp cơ sở dữ liệu.",
    "scorecards": "Thư mục chứa các tệp bộ chỉ số (*.yaml).",
    "offices": "Thư mục chứa các tệp cơ quan (*.yaml): ai ban hành công văn của cơ quan, gửi ai, trình bày thế nào.",
    "host": "Địa chỉ mà `tthc766 serve` lắng nghe.",
    "port": "Cổng mạng (port) mà `tthc766 serve` lắng nghe.",
    "shutdown_timeout": "Số giây `tthc766 serve` chờ các yêu cầu đã bắt đầu nhận, khi được lệnh dừng.",
    "public_url": "Địa chỉ công khai của dịch vụ, ghi trong danh mục dữ liệu, nguồn cấp tin, mã nhúng và thẻ chia sẻ "
    "của các trang; nếu không đặt thì dùng địa chỉ của yêu cầu, còn các trang không ghi. Nên đặt: mã của các mục tin "
    "được tạo từ tên máy trong địa chỉ này.",
    "root_path": "Đường dẫn mà bên ngoài dùng để vào dịch vụ, ví dụ /tthc766, dù máy chủ ủy nhiệm (proxy) phía "
    "trước giữ nguyên hay cắt bỏ đường dẫn này; nếu không đặt thì lấy đường dẫn trong TTHC766_PUBLIC_URL.",
    "publisher": "Tên tiếng Việt của cơ quan công bố dữ liệu, ghi ở mọi trang, trong danh mục dữ liệu và nguồn cấp "
    "tin.",
    "publisher_contact": "Cách liên hệ với cơ quan công bố, ghi ở mọi trang: địa chỉ thư điện tử, địa chỉ trang web "
    "(hai loại này thành liên kết) hoặc một dòng chữ khác.",
    "data_licence": "Địa chỉ giấy phép sử dụng dữ liệu, ví dụ https://creativecommons.org/licenses/by/4.0/; nếu không "
    "đặt thì danh mục không nêu giấy phép.",
    "max_body_bytes": "Kích thước tối đa của một lần gửi, tính bằng byte được truyền.",
    "max_unpacked_bytes": "Số byte tối đa sau khi giải nén một lần gửi dùng Content-Encoding: gzip hoặc một tệp XLSX.",
    "max_rows": "Số dòng tối đa của một lần gửi.",
    "max_columns": "Số cột tối đa của bảng gửi lên.",
    "max_row_chars": "Số ký tự tối đa của một dòng gửi lên.",
    "max_field_chars": "Số ký tự tối đa của một ô gửi lên.",
    "max_json_depth": "Số tầng lồng nhau tối đa của đối tượng và danh sách trong JSON gửi lên.",
    "max_figures": "Số lượng số liệu hoặc kết quả tối đa trong một lần gửi.",
    "max_question_bytes": "Kích thước tối đa của nội dung yêu cầu không phải là gửi số liệu, như webhook hoặc truy "
    "vấn, tính bằng byte.",
    "upload_seconds": "Số giây tối đa để nhận xong nội dung một yêu cầu.",
    "upload_idle_seconds": "Số giây tối đa mà bên gửi được ngừng truyền giữa chừng.",
    "max_uploads": "Số lần gửi tối đa mà một tiến trình xử lý cùng lúc; vượt quá thì trả lời 429.",
    "max_uploads_checked": "Số lần gửi tối đa mà một tiến trình kiểm tra và ghi cùng lúc; các lần gửi khác chờ, không "
    "ảnh hưởng đến việc đọc.",
    "request_head_seconds": "Số giây tối đa để một kết nối gửi xong phần đầu của yêu cầu đầu tiên, và để nhận nốt phần "
    "nội dung còn lại sau khi đã trả lời.",
    "answer_idle_seconds": "Số giây mà tính trung bình trong đó bên nhận phải nhận được ít nhất 1 KiB câu trả lời mỗi "
    "giây; nếu không, kết nối bị hủy.",
    "idempotency_hours": "Số giờ lưu câu trả lời của yêu cầu có Idempotency-Key.",
    "refused_retention_days": "Số ngày lưu các giá trị của lần gửi bị từ chối cho những khóa có quyền với đơn vị gửi; "
    "sau đó không ai xem được nữa và chúng bị xóa.",
    "database_timeout": "Số giây chờ khóa ghi, kết nối hoặc máy chủ cơ sở dữ liệu trước khi trả lời 503.",
    "database_answer_timeout": "Số giây PostgreSQL được xử lý một câu lệnh hoặc không phản hồi, trước khi kết nối bị "
    "hủy và dịch vụ trả lời 503. Phải dài hơn TTHC766_DATABASE_TIMEOUT.",
    "database_connections": "Số kết nối tối đa đến cơ sở dữ liệu của một tiến trình.",
    "cold_slots": "Số yêu cầu đọc tốn tài nguyên (xếp hạng, phiếu điểm, trang, tệp chưa có trong bộ nhớ đệm) mà một "
    "tiến trình xử lý cùng lúc; luôn ít hơn TTHC766_DATABASE_CONNECTIONS ít nhất một.",
    "cold_queue": "Số yêu cầu đọc tốn tài nguyên được chờ đến lượt; yêu cầu vượt quá được trả lời 503 `service_busy`.",
    "cold_wait": "Số giây tối đa một yêu cầu đọc tốn tài nguyên chờ đến lượt trước khi được trả lời 503.",
    "portal_url": "Địa chỉ Cổng Dịch vụ công quốc gia mà `tthc766 pull` đọc.",
    "portal_proxy": "Proxy HTTP dùng khi truy vấn Cổng; không dùng HTTP_PROXY và các biến tương tự.",
    "portal_pause": "Số giây nghỉ tối thiểu giữa hai lượt truy vấn Cổng; thời gian nghỉ thực tế ngẫu nhiên, không quá "
    "hai lần số này.",
    "portal_timeout": "Số giây chờ Cổng trả lời.",
    "portal_attempts": "Số lần thử tối đa của một lượt truy vấn khi kết nối hoặc máy chủ của Cổng gặp lỗi.",
    "portal_contact": "Địa chỉ hoặc trang để đơn vị vận hành Cổng liên hệ với ông/bà; được ghi trong User-Agent.",
    "desk": "Có các trang dưới /ban-lam-viec hay không: nơi người giữ khóa gửi số liệu, công bố kết quả "
    "và lấy công văn.",
    "deliver_in_server": "`tthc766 serve` có gửi luôn webhook hay không; nếu không, việc này do `tthc766 deliver` làm.",
    "webhook_allow_private": "Cho phép webhook dùng địa chỉ loopback, địa chỉ riêng và các địa chỉ không công khai "
    "khác, và dùng http://. Chỉ bật trong mạng mà mọi người giữ khóa đều được phép truy cập mọi máy.",
    "webhook_overlap_hours": "Số giờ mà bí mật cũ của webhook còn được dùng để ký sau khi đã thay.",
    "polling_seconds": "Số giây sau đó một cổng thông tin có thể truy vấn lại: giá trị Cache-Control của bảng xếp hạng "
    "và bảng điểm.",
    "freshness_seconds": "Số giây giữa hai lần một tiến trình trả lời từ bộ nhớ kiểm tra xem nơi khác có ghi gì mới; 0 "
    "là kiểm tra ở mỗi câu trả lời.",
    "response_cache_bytes": "Kích thước tối đa của bộ nhớ đệm câu trả lời trong một tiến trình, tính bằng byte; 0 là "
    "không dùng.",
    "evaluation_cache_agencies": "Số cơ quan tối đa mà một tiến trình lưu kết quả tính của nhóm, mỗi cơ quan tính một "
    "lần cho mỗi kỳ; 0 là không lưu. Mỗi cơ quan chiếm khoảng 4 kB, 7 kB nếu toàn bộ bảng điểm đã "
    "được hỏi.",
    "rate_limit_reads": "Số lần một địa chỉ (với IPv6: một mạng /64) được đọc, tính riêng từng tiến trình, hoặc `off`. "
    "Một câu trả lời 304 tính bằng một phần mười lần; câu trả lời phải tính mới thì cứ 34 cơ quan được "
    "tính điểm tính một lần.",
    "rate_limit_writes": "Số lần một khóa được ghi, tính riêng từng tiến trình, hoặc `off`.",
    "rate_limit_failed_keys": "Số câu trả lời 401 mà một địa chỉ được nhận, tính riêng từng tiến trình, trước khi các "
    "yêu cầu ghi và khóa từ địa chỉ đó không còn được xem xét, hoặc `off`.",
    "trusted_proxies": "Địa chỉ và mạng của các proxy được tin cậy, cách nhau bằng dấu phẩy; chỉ X-Forwarded-For và "
    "X-Forwarded-Proto do các proxy này gửi được chấp nhận.",
    "cors_origins": "Các nguồn (origin), cách nhau bằng dấu cách, có trang web được đọc /v1 và /feeds từ trình duyệt; "
    "`*` là tất cả, `none` là không nguồn nào. Trang web không được gửi khóa.",
    "log_level": "Mức thấp nhất của các dòng nhật ký được ghi; nếu không đặt, các lệnh tự kết thúc chỉ ghi cảnh báo.",
    "log_format": "`json`: mỗi dòng một đối tượng; `console`: dạng dễ đọc; `auto`: tùy theo đầu ra có phải là màn hình "
    "dòng lệnh hay không.",
}
