/**
 * What of a data folder is backed up besides the database: what signs sessions and audit rows, what hosts know Overlane
 * by, and what reports are signed with. Saved captures and the lab are not.
 */
export const KEPT_FILES = ['secret', 'keys/id_ed25519', 'report-key.pem'] as const;

export const DATABASE_NAME = 'overlane.db';
