-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='table') }}
{{ newest_snapshot('organisational_units', key=['unit_id'], columns=[
    'unit_id', 'ars', 'name', 'parent_unit_id', 'street', 'postcode', 'city', 'region_key', 'url', 'updated_at'
]) }}
