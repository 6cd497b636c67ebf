# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dagster component types: YAML of assets/ in, definitions out; besides the door the only room that knows Dagster.

Keep out: any work on data; a component calls one function of a lower floor and tells Dagster what came of it.
"""

from godonu_platform.components.catalog_publication import CatalogPublication
from godonu_platform.components.dataset_grades import DatasetGrades
from godonu_platform.components.governed_models import GovernedModels
from godonu_platform.components.operations import Operations
from godonu_platform.components.portal_publication import PortalPublication
from godonu_platform.components.release_decision import ReleaseDecision
from godonu_platform.components.source_dataset import SourceDataset

__all__ = [
    "CatalogPublication",
    "DatasetGrades",
    "GovernedModels",
    "Operations",
    "PortalPublication",
    "ReleaseDecision",
    "SourceDataset",
]
