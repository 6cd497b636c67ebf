-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Missing is not zero: for each month in which a dataset was delivered by anyone, whether each of its partners did.
-- A partner counts from its first delivery of the dataset on, earlier or later; an empty delivery is a delivery.
with deliveries as (

    select
        dataset,
        month,
        ars,
        count(distinct substring(batch, 1, 16)) as deliveries,
        sum(landed) as records
    from {{ source('raw', 'deliveries') }}
    where month is not null
    group by dataset, month, ars

),

months as (

    select distinct dataset, month from deliveries

),

participants as (

    select distinct
        deliveries.dataset,
        partners.ars,
        partners.name as partner_name,
        partners.valid_from,
        partners.valid_to
    from deliveries
    inner join {{ source('raw', 'partners') }} as partners
        on partners.ars = deliveries.ars and partners.role = 'partner'

),

expected as (

    select
        months.month,
        participants.ars,
        participants.partner_name,
        months.dataset,
        deliveries.ars is not null as delivered,
        deliveries.deliveries,
        deliveries.records,
        coalesce(substring(cast(participants.valid_from as string), 1, 7), months.month) as first_month,
        coalesce(substring(cast(participants.valid_to as string), 1, 7), months.month) as last_month
    from months
    inner join participants on participants.dataset = months.dataset
    left join deliveries
        on deliveries.dataset = months.dataset and deliveries.month = months.month and deliveries.ars = participants.ars

)

select
    month,
    ars,
    partner_name,
    dataset,
    case when delivered then 'geliefert' else 'fehlt' end as status,
    cast(coalesce(deliveries, 0) as bigint) as deliveries,
    cast(coalesce(records, 0) as bigint) as records
from expected
where delivered or month between first_month and last_month
