"""A title as it is named inside a sentence. Pure."""

INNER = str.maketrans("《》", "〈〉")


def titled(title: str) -> str:
    """《关于〈计划〉的说明》: inside 《》 stands 〈〉."""
    return f"《{title.translate(INNER)}》"
