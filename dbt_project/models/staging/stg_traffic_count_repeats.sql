-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
{{ superseded_versions('traffic_counts', key=['flow_id', 'period_start', 'period_end'], newer_by='exported_at') }}
