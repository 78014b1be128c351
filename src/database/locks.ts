/**
 * The order in which rows are locked, everywhere:
 *
 *   idempotency key (advisory) → job → employer → assessment → version → invite → one-time code → attempt → submission →
 *   import → opt-out → plan of a reminder → notice about submissions → webhook endpoint → its health → webhook delivery →
 *   person → password reset → head of the event journal
 *
 * Whoever locks in this order never waits in a circle. The statements that lock are named lock… and live in the
 * .queries.ts file of the folder that owns the table. They use FOR NO KEY UPDATE: it excludes a second locker, and
 * does not block the foreign-key checks of rows that point here (FOR UPDATE on an employer's row would stop every
 * insert below it). A job's row comes first, because it is the fence of all that the job does; asking for a job locks none,
 * and nobody else waits for one while he holds another row. The event journal's head is locked by its trigger until commit, so events are
 * appended last. Giving attempts time takes the assessment's lock shared, so that starts go on, and then the attempts by their
 * ids, as saves and submissions do that leave together. The stream of an import is locked by who holds the import, or alone and for a
 * moment, so it needs no place. Nor do the heads of members' notifications: the reader of the journal that writes them locks nothing
 * after them, in the order of the members, and who marks as read locks one alone.
 */
export const lockTimeoutMilliseconds = 5_000;
