-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='table') }}
{{ newest_snapshot('online_services', key=['online_service_id', 'service_id'], columns=[
    'online_service_id', 'ars', 'name', 'service_id', known_service_key('service_key') ~ ' as service_key', 'url',
    'level_of_confidence', 'region_key', 'updated_at'
]) }}
