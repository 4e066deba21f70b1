"""Prints the longest five files of the packages and the slowest ten tests of the last `make test`."""

from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
PACKAGES = ("registry", "wire", "epp", "whois", "rde", "tmch", "panel", "schemas", "namehouse")


def main() -> None:
    lengths = {path: len(path.read_text().splitlines()) for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    print("longest files:")
    for path, lines in sorted(lengths.items(), key=lambda item: -item[1])[:5]:
        print(f"  {lines:5d} lines  {path.relative_to(ROOT)}")
    results = [each for each in (ROOT / "build" / "tests.xml", ROOT / "build" / "alone.xml") if each.exists()]
    if results:
        cases = [case for each in results for case in ElementTree.parse(each).iter("testcase")]
        timed = sorted(((float(case.get("time", 0)), case.get("name", "")) for case in cases), reverse=True)
        print("slowest tests of the last run:")
        for seconds, name in timed[:10]:
            print(f"  {seconds:5.1f} s      {name}")


if __name__ == "__main__":
    main()
