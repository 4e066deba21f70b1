"""Contents of a list of names as CSV: every line that is wrong is told, and the others are read."""

from registry.model.listed_names import read_listed


def test_each_line_is_a_label_and_its_value() -> None:
    assert read_listed("car,gold\r\n\n münchen , silver\n") == ({"car": "gold", "münchen": "silver"}, [])
    assert read_listed("") == ({}, [])


def test_everything_that_is_wrong_is_told_with_its_line() -> None:
    entries, problems = read_listed("car,gold\ncar,silver\nno value\n-dash,gold\nboat,two words\nboat,gold\n,\n")
    assert entries == {"car": "gold", "boat": "gold"}
    assert problems == [
        "line 2: car stands twice, with two values",
        "line 3: a label and its value, with a comma between them, are wanted",
        "line 4: -dash is no label",
        "line 5: two words is no word: letters, digits and hyphens, at most 32",
        "line 7: a label and its value, with a comma between them, are wanted",
    ]
