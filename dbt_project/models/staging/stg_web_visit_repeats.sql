-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
{{ superseded_versions('web_visits', key=['site_id', 'visit_id'], newer_by='last_action_at') }}
