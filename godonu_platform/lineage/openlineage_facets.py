# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The OpenLineage facets of a dataset, built with the official client from plain facts.

Keep out: runs and their order (openlineage_events); anything that is not in openlineage_facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import groupby

from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    OutputDatasetFacet,
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_type_dataset,
    dataset_version_dataset,
    documentation_dataset,
    lifecycle_state_change_dataset,
    output_statistics_output_dataset,
    ownership_dataset,
    schema_dataset,
    set_producer,
    symlinks_dataset,
    tags_dataset,
)

from godonu_platform.lineage.openlineage_facts import Check, Dataset, FieldUse, Work

SOURCE = "GODONU"
PRODUCER = f"urn:godonu:platform:{version('godonu-platform')}"
set_producer(PRODUCER)
_OWNERSHIP = {"dateneigentuemer": "OWNER", "data_steward": "MAINTAINER"}


def input_dataset(
    namespace: str, name: str, dataset: Dataset | None = None, checks: Sequence[Check] = ()
) -> InputDataset:
    """Return an input with the checks that looked at it; one that nobody here makes also brings its description."""
    told: dict[str, InputDatasetFacet] = {}
    if checks:
        told["dataQualityAssertions"] = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
            assertions=[_assertion(check) for check in checks]
        )
    foreign = dataset is not None and not dataset.inputs
    facets = dataset_facets(namespace, dataset) if foreign and dataset else {}
    return InputDataset(namespace=namespace, name=name, facets=facets, inputFacets=told)


def output_dataset(namespace: str, dataset: Dataset, work: Work) -> OutputDataset:
    """Return an output; what a run only meant to write has neither rows nor a version."""
    facets = dataset_facets(namespace, dataset)
    told: dict[str, OutputDatasetFacet] = {}
    if work.state == "COMPLETE":
        if work.version:
            facets["version"] = dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=work.version)
        if work.change:
            facets["lifecycleStateChange"] = lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(
                lifecycleStateChange=lifecycle_state_change_dataset.LifecycleStateChange(work.change)
            )
        if work.rows is not None:
            told["outputStatistics"] = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rowCount=work.rows
            )
    return OutputDataset(namespace=namespace, name=dataset.name, facets=facets, outputFacets=told)


def dataset_facets(namespace: str, dataset: Dataset) -> dict[str, DatasetFacet]:
    """Return what holds of a dataset in every run."""
    facets: dict[str, DatasetFacet] = {
        "schema": _schema(dataset),
        "datasetType": dataset_type_dataset.DatasetTypeDatasetFacet(datasetType=dataset.kind),
    }
    if dataset.description:
        facets["documentation"] = documentation_dataset.DocumentationDatasetFacet(
            description=dataset.description, contentType="text/plain"
        )
    if dataset.columns or dataset.rows:
        facets["columnLineage"] = _column_lineage(namespace, dataset)
    if dataset.owners:
        facets["ownership"] = ownership_dataset.OwnershipDatasetFacet(owners=[_owner(o) for o in dataset.owners])
    tags = _tags(dataset)
    if tags:
        facets["tags"] = tags_dataset.TagsDatasetFacet(tags=tags)
    if dataset.also:
        facets["symlinks"] = symlinks_dataset.SymlinksDatasetFacet(
            identifiers=[symlinks_dataset.Identifier(namespace=namespace, name=dataset.also, type="VIEW")]
        )
    return facets


def _schema(dataset: Dataset) -> schema_dataset.SchemaDatasetFacet:
    return schema_dataset.SchemaDatasetFacet(
        fields=[
            schema_dataset.SchemaDatasetFacetFields(
                name=field.name,
                type=field.type or None,
                description=field.description or None,
                ordinal_position=place,
                fields=None,
            )
            for place, field in enumerate(dataset.fields, start=1)
        ]
    )


def _tags(dataset: Dataset) -> list[tags_dataset.TagsDatasetFacetFields]:
    whole = [tags_dataset.TagsDatasetFacetFields(key=k, value=v, source=SOURCE) for k, v in dataset.tags]
    return whole + [
        tags_dataset.TagsDatasetFacetFields(key=key, value=value, source=SOURCE, field=field.name)
        for field in dataset.fields
        for key, value in field.tags
    ]


def _owner(team: str) -> ownership_dataset.Owner:
    role = team.removeprefix("team:")
    kind = next((kind for prefix, kind in _OWNERSHIP.items() if role.startswith(prefix)), None)
    return ownership_dataset.Owner(name=f"team:{role}", type=kind)


def _column_lineage(namespace: str, dataset: Dataset) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    return column_lineage_dataset.ColumnLineageDatasetFacet(
        fields={
            column: column_lineage_dataset.Fields(inputFields=_input_fields(namespace, uses))
            for column, uses in dataset.columns.items()
        },
        dataset=_input_fields(namespace, dataset.rows) or None,
    )


def _input_fields(namespace: str, uses: Iterable[FieldUse]) -> list[column_lineage_dataset.InputField]:
    """One entry per input field, with all the ways in which it takes part."""
    return [
        column_lineage_dataset.InputField(
            namespace=namespace,
            name=name,
            field=field,
            transformations=[
                column_lineage_dataset.Transformation(
                    type=use.type, subtype=use.subtype, description=use.description or None, masking=use.masking
                )
                for use in ways
            ],
        )
        for (name, field), ways in groupby(sorted(set(uses)), key=lambda use: (use.dataset, use.field))
    ]


def _assertion(check: Check) -> data_quality_assertions_dataset.Assertion:
    return data_quality_assertions_dataset.Assertion(
        assertion=check.assertion,
        success=check.passed,
        column=check.column,
        severity=check.severity,
        name=check.name,
        params=None,
    )
