# SPDX-FileCopyrightText: 2026 The mod_cnops founders
# SPDX-License-Identifier: Apache-2.0
"""What build-faces and build-documents do with the fonts of Debian's packages."""
import os

DOC = os.environ.get("DOC", "/usr/share/doc")


def rename(font, family, weight):
    """The licence of a font reserves its name: a part of it has another one. Its notice stays."""
    names = font["name"]
    notice = names.getDebugName(0)
    names.names = []
    for number, text in (
        (0, notice), (1, family), (2, weight), (4, f"{family} {weight}"),
        (6, f"{family}-{weight}".replace(" ", "")),
    ):
        names.setName(text, number, 3, 1, 0x409)


def write_licences(path, first, packages):
    """Writes the line `first`, and the licences of the packages."""
    with open(path, "w", encoding="utf-8") as licence:
        licence.write(f"{first}\n")
        for package in packages:
            licence.write(f"\n===== {package}\n\n")
            with open(os.path.join(DOC, package, "copyright"), encoding="utf-8") as text:
                licence.write(text.read())
