-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='table') }}
{{ newest_snapshot('services', key=['service_id'], columns=[
    'service_id', 'ars', known_service_key('service_key') ~ ' as service_key', 'name', 'name_citizen', 'service_type',
    'region_key', 'language', 'updated_at'
]) }}
