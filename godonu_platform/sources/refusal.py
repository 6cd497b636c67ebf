# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The refusal: a delivery that cannot be taken as a whole.

Keep out: problems of single records; they travel in the batches as reason codes.
"""


class RefusedDelivery(Exception):
    """A delivery is refused as a whole: nothing of it lands, it stays where it is.

    ``code`` is stable and for machines, ``message`` is the German sentence that a steward reads.
    The message never holds a value from the delivery.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
