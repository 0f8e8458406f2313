import pytest

from issues.exports.csv import as_csv, neutral


@pytest.mark.parametrize(
    "mark", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
)
def test_no_cell_is_a_formula(mark):
    assert neutral(f"{mark}1+1") == f"'{mark}1+1"


def test_numbers_and_common_texts_stay():
    assert [neutral(cell) for cell in (-3, 2.5, "5G-A", "")] == [-3, 2.5, "5G-A", ""]


def test_a_file_of_rows():
    assert as_csv(["名称", "数"], [["甲,乙", 1], ['“丙"', 2]]) == (
        '\ufeff名称,数\r\n"甲,乙",1\r\n"“丙""",2\r\n'.encode()
    )
