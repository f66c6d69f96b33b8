"""What stands on a printed page alone, in Vietnamese and English."""

from app.domain.messages import Text

PRINT = {
    "printed": Text("Trang {address}, lập ngày {day}.", "Page {address}, made on {day}."),
}
