import { sql } from 'drizzle-orm';

/**
 * For connections that hold a lock for their process: PostgreSQL gives up one whose machine went away without a word after 25
 * seconds, where it would wait for hours. Each setting stays until the connection ends.
 */
export const keepAliveSettings = sql`select
  set_config('tcp_keepalives_idle', '10', false),
  set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;
