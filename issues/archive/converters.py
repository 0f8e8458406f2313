"""What may stand in an address. Anything else is no address of ours and answers 404."""


class Number:
    """A number of an issue or an item: no leading zero, and small enough for the database."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Text:
    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Code(Text):
    """GB/T 2260 or ISO 3166: 440300, CN, 001."""

    regex = "[0-9]{6}|[0-9]{3}|[A-Z]{2}"


class Slug(Text):
    """A slug in any script; Django's own `slug` knows ASCII only."""

    regex = r"[\w-]{1,100}"


class Kind(Text):
    """The formats a feed comes in."""

    regex = "atom|json"
