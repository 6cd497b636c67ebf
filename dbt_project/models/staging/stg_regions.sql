-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='table') }}
{{ newest_snapshot('regions', key=['record_type', 'region_key'], columns=[
    'region_key', 'ars', 'record_type', 'name', 'seat', 'text_code', 'area_ha', 'inhabitants', 'male', 'postcode',
    'state_date'
]) }}
