"""Bodies that text cannot say."""

_TABLE = "code,name,level\nH31.77,Sở Y tế,department\n"


def long_name() -> bytes:
    return f'{{"agencies": [{{"code": "H31.77", "name": "{"ở" * 501}", "level": "department"}}]}}'.encode()


def deep_lists() -> bytes:
    return b"[" * 100_000


def deep_objects() -> bytes:
    return b'{"a":' * 100_000


def huge_key() -> bytes:
    return b'{"' + b"k" * 700 + b'": 1, "statistics": []}'


def utf16_marked() -> bytes:
    return b"\xff\xfe" + _TABLE.encode("utf-16-le")


def utf16_big_marked() -> bytes:
    return b"\xfe\xff" + _TABLE.encode("utf-16-be")


def utf16_bare() -> bytes:
    return _TABLE.encode("utf-16-le")


def utf16_ascii() -> bytes:
    return "code\nx\n".encode("utf-16-le")


def utf32_marked() -> bytes:
    return b"\xff\xfe\x00\x00" + _TABLE.encode("utf-32-le")


def utf32_bare() -> bytes:
    return _TABLE.encode("utf-32-be")


def cp1258() -> bytes:
    return "code,name,level\nH31.77,Sơ\u0309 Y tê\u0301,department\n".encode("cp1258")


def latin1() -> bytes:
    return "code,name,level\nH31.77,Thành Phù,department\n".encode("latin-1")


def utf16_json() -> bytes:
    return '{"agencies": []}'.encode("utf-16")


def utf16_json_bare() -> bytes:
    return '{"agencies": []}'.encode("utf-16-le")


def mixed() -> bytes:
    return _TABLE.encode() + "H31.78,Thành phố,department\n".encode("latin-1", "replace")
