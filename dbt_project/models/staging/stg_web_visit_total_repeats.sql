-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
{{ superseded_versions('web_visit_totals', key=['site_id', 'period_month']) }}
