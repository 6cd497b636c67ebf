-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='table') }}
{{ newest_snapshot('traffic_sites', key=['site_id'], columns=[
    'site_id', 'ars', 'name', 'owner', 'road', 'mode', 'lon', 'lat', 'installed_on', 'removed_on'
]) }}
