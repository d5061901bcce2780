# SPDX-FileCopyrightText: 2026 The mod_cnops founders
# SPDX-License-Identifier: Apache-2.0
#
# weasyprint_pages.py HTML SECONDS: makes PDFs of one page, again and again, in one process with warm
# fonts. Prints how many, in how many seconds, and the seconds of CPU.
import json
import sys
import time

import weasyprint

page, seconds = sys.argv[1], float(sys.argv[2])
fonts = weasyprint.text.fonts.FontConfiguration()


def make():
    return len(weasyprint.HTML(page).write_pdf(font_config=fonts))


make()
count, began, cpu = 0, time.monotonic(), time.process_time()
while time.monotonic() - began < seconds:
    make()
    count += 1
print(json.dumps({"count": count, "seconds": time.monotonic() - began, "cpu": time.process_time() - cpu}))
