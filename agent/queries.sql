-- The store's queries by name. Parameters are named; see agent/store.py for who uses which.

-- mailbox
SELECT * FROM mailboxes WHERE name = :name;
-- mailboxes
SELECT * FROM mailboxes ORDER BY name;
-- put_mailbox
INSERT INTO mailboxes (name, cursor, started_at, read_at, paused_why, paused_next_step, failing_since, failure, attempts, retry_at)
VALUES (:name, :cursor, :started_at, :read_at, :paused_why, :paused_next_step, :failing_since, :failure, :attempts, :retry_at)
ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor, started_at = excluded.started_at, read_at = excluded.read_at,
    paused_why = excluded.paused_why, paused_next_step = excluded.paused_next_step, failing_since = excluded.failing_since,
    failure = excluded.failure, attempts = excluded.attempts, retry_at = excluded.retry_at;

-- message
SELECT * FROM messages WHERE mailbox = :mailbox AND key = :key;
-- messages_with_id
SELECT * FROM messages WHERE message_id = :message_id;
-- find_messages
SELECT * FROM messages WHERE key = :name OR message_id IN (:name, :bracketed) ORDER BY mailbox, key LIMIT 10;
-- messages_beginning
SELECT * FROM messages WHERE length(:name) >= 4 AND substr(key, 1, length(:name)) = :name ORDER BY mailbox, key LIMIT 10;
-- thread_messages
SELECT * FROM messages WHERE thread_id = :thread_id;
-- put_message
INSERT INTO messages (mailbox, key, message_id, intent, thread_id, read_at)
VALUES (:mailbox, :key, :message_id, :intent, :thread_id, :read_at)
ON CONFLICT (mailbox, key) DO UPDATE SET intent = excluded.intent, thread_id = excluded.thread_id;
-- put_reading
INSERT OR REPLACE INTO readings (mailbox, key, thread_id, at, document) VALUES (:mailbox, :key, :thread_id, :at, :document);
-- thread_readings
SELECT * FROM readings WHERE thread_id = :thread_id ORDER BY at;
-- reading
SELECT * FROM readings WHERE mailbox = :mailbox AND key = :key;

-- put_look
INSERT OR REPLACE INTO looks (mailbox, key, at, reason, threads, document, conversation_id, settled_at, number)
VALUES (:mailbox, :key, :at, :reason, :threads, :document, :conversation_id, NULL, coalesce(
    (SELECT number FROM looks WHERE mailbox = :mailbox AND key = :key AND settled_at IS NULL),
    (SELECT 1 + coalesce(max(number), 0) FROM looks WHERE settled_at IS NULL)
));
-- looks
SELECT * FROM looks WHERE settled_at IS NULL ORDER BY number;
-- settle_look
UPDATE looks SET settled_at = :at WHERE mailbox = :mailbox AND key = :key;

-- thread
SELECT document FROM threads WHERE id = :id;
-- threads
SELECT document FROM threads ORDER BY id;
-- threads_by_keys
SELECT DISTINCT t.document FROM thread_keys k JOIN threads t ON t.id = k.thread_id
WHERE k.key IN (SELECT value FROM json_each(:keys)) ORDER BY t.id;
-- threads_to_wake
SELECT document FROM threads WHERE wake_at IS NOT NULL AND wake_at <= :now ORDER BY wake_at, id;
-- next_wake
SELECT min(wake_at) AS wake_at FROM threads WHERE wake_at > :after;
-- put_thread
INSERT INTO threads (id, state, company, wake_at, changed_at, document, card)
VALUES (:id, :state, :company, :wake_at, :changed_at, :document, :card)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, company = excluded.company, wake_at = excluded.wake_at,
    changed_at = excluded.changed_at, document = excluded.document, card = excluded.card;
-- put_card
UPDATE threads SET card = :card WHERE id = :id;
-- made_from
SELECT made_from FROM glance WHERE id = 1;
-- put_settings
INSERT INTO glance (id, made_from, settings) VALUES (1, :made_from, :settings)
ON CONFLICT (id) DO UPDATE SET made_from = excluded.made_from, settings = excluded.settings;
-- put_began
UPDATE glance SET began_at = :at WHERE id = 1;
-- put_wake
UPDATE threads SET wake_at = :wake_at WHERE id = :id;
-- put_key
INSERT OR IGNORE INTO thread_keys (key, thread_id) VALUES (:key, :thread_id);
-- drop_keys
DELETE FROM thread_keys WHERE thread_id = :thread_id AND key NOT IN (SELECT value FROM json_each(:keys));
-- count
INSERT INTO counters (name, value) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value;

-- put_draft
INSERT INTO drafts (id, thread_id, mailbox, message_id, step, status, is_stale, is_missing, address, employer, placed_on, was_late)
VALUES (:id, :thread_id, :mailbox, :message_id, :step, :status, :is_stale, :is_missing, :address, :employer, :placed_on, :was_late)
ON CONFLICT (id) DO UPDATE SET mailbox = excluded.mailbox, status = excluded.status, is_stale = excluded.is_stale, is_missing = excluded.is_missing,
    address = excluded.address, employer = excluded.employer, placed_on = excluded.placed_on,
    was_late = max(drafts.was_late, excluded.was_late);
-- put_letter
INSERT INTO letters (draft_id, subject, body) VALUES (:draft_id, :subject, :body)
ON CONFLICT (draft_id) DO UPDATE SET subject = excluded.subject, body = excluded.body;
-- letters
SELECT * FROM letters;
-- letter
SELECT subject, body FROM letters WHERE draft_id = :draft_id;

-- put_voice
INSERT OR REPLACE INTO voice (id, document) VALUES (:id, :document);
-- voice
SELECT document FROM voice ORDER BY id;
-- drop_voice
DELETE FROM voice;
-- put_voice_choice
INSERT OR IGNORE INTO voice_choices (name) VALUES (:name);
-- voice_choices
SELECT name FROM voice_choices ORDER BY name;
-- drop_voice_choices
DELETE FROM voice_choices;
-- put_voice_line
INSERT OR REPLACE INTO voice_lines (name, language, address, text) VALUES (:name, :language, :address, :text);
-- voice_lines
SELECT name, language, address, text FROM voice_lines ORDER BY name, language, address;
-- drop_voice_lines
DELETE FROM voice_lines;
-- forget_voice_words
UPDATE voice SET document = json_set(document, '$.reworded', json('[]'), '$.thread', '')
WHERE json_extract(document, '$.thread') = :thread;
-- drafts_in
SELECT thread_id, id FROM drafts WHERE mailbox = :mailbox AND status IN (SELECT value FROM json_each(:statuses)) ORDER BY thread_id, id;
-- drafts_beside
SELECT thread_id, id FROM drafts WHERE mailbox NOT IN (SELECT value FROM json_each(:mailboxes))
AND status IN (SELECT value FROM json_each(:statuses)) ORDER BY thread_id, id;
-- missing_drafts_in
SELECT thread_id, id FROM drafts WHERE mailbox = :mailbox AND status IN ('live', 'edited') AND is_missing = 1 ORDER BY thread_id, id;
-- stale_drafts_in
SELECT thread_id, id FROM drafts WHERE mailbox = :mailbox AND status = 'live' AND is_stale = 1 ORDER BY thread_id, id;
-- draft_with_message_id
SELECT thread_id, id FROM drafts WHERE message_id = :message_id;
-- drafts_on
SELECT mailbox, step, status, address, employer, thread_id, was_late FROM drafts WHERE placed_on = :day;

-- put_entry
INSERT INTO journal (at, thread_id, event, data) VALUES (:at, :thread_id, :event, :data);
-- thread_journal
SELECT * FROM journal WHERE thread_id = :thread_id ORDER BY at, seq;
-- notices
SELECT * FROM journal WHERE event = 'notified' AND at >= :since ORDER BY seq DESC LIMIT 20;

-- put_shelf
INSERT OR REPLACE INTO shelf (mailbox, key, at, what, version) VALUES (:mailbox, :key, :at, :what, :version);
-- shelf
SELECT * FROM shelf ORDER BY at;
-- drop_shelf
DELETE FROM shelf WHERE at < :before;

-- put_pause
INSERT OR IGNORE INTO pauses (mailbox, at) VALUES (:mailbox, :at);
-- drop_pause
DELETE FROM pauses WHERE mailbox = :mailbox RETURNING mailbox;
-- pauses
SELECT mailbox, at FROM pauses;

-- quick_check
PRAGMA quick_check(3);
-- kept
SELECT (SELECT count(*) FROM threads) AS threads, (SELECT count(*) FROM letters) AS letters,
    (SELECT count(*) FROM readings) AS readings, (SELECT count(*) FROM messages) AS messages;

-- journal_after
SELECT * FROM journal WHERE seq > :seq ORDER BY seq LIMIT 500;
-- told_until
SELECT seq, since FROM told WHERE id = 1;
-- put_told_until
INSERT INTO told (id, seq, since) VALUES (1, :seq, :since)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, since = excluded.since;
-- put_notice
INSERT OR IGNORE INTO outbox (key, kind, title, body, at, until, thread_id, draft_id)
VALUES (:key, :kind, :title, :body, :at, :until, :thread, :draft);
-- waiting_notices
SELECT * FROM outbox WHERE settled_at IS NULL AND (retry_at IS NULL OR retry_at <= :now) ORDER BY at, key;
-- begin_notice
UPDATE outbox SET begun_at = :at WHERE key = :key;
-- put_told_to
UPDATE outbox SET told_to = json_insert(told_to, '$[#]', :service) WHERE key = :key;
-- retry_notice
UPDATE outbox SET attempts = attempts + 1, retry_at = :at, begun_at = NULL WHERE key = :key;
-- settle_notice
UPDATE outbox SET settled_at = :at, title = '', body = '' WHERE key = :key;
-- unsettled_notices
SELECT count(*) AS count, coalesce(max(attempts), 0) AS attempts FROM outbox WHERE settled_at IS NULL;

-- forget_letters
DELETE FROM letters WHERE draft_id IN (SELECT id FROM drafts WHERE thread_id = :thread_id);
-- look_names
SELECT mailbox, key FROM looks
WHERE threads = json_array(:thread_id) OR json_extract(document, '$.sender.email') IN (SELECT value FROM json_each(:addresses))
    OR (mailbox, key) IN (SELECT mailbox, key FROM messages WHERE thread_id = :thread_id);
-- forget_look_reading
DELETE FROM readings WHERE mailbox = :mailbox AND key = :key;
-- forget_look_notice
DELETE FROM outbox WHERE key = 'look:' || :mailbox || ':' || :key;
-- forget_look_message
UPDATE messages SET intent = 'unrelated', message_id = NULL WHERE mailbox = :mailbox AND key = :key;
-- forget_look
DELETE FROM looks WHERE mailbox = :mailbox AND key = :key;
-- forget_readings
DELETE FROM readings WHERE thread_id = :thread_id;
-- forget_messages
UPDATE messages SET intent = 'unrelated', message_id = NULL, thread_id = NULL WHERE thread_id = :thread_id;
-- forget_journal
DELETE FROM journal WHERE thread_id = :thread_id;
-- forget_notices
DELETE FROM outbox WHERE thread_id = :thread_id OR (kind = 'digest' AND settled_at IS NULL);
-- forget_counter
DELETE FROM counters WHERE (name = :thread_id OR :thread_id GLOB name || '-[0-9]*') AND name <> 'thread'
    AND NOT EXISTS (SELECT 1 FROM threads t WHERE t.id <> :thread_id AND (t.id = name OR t.id GLOB name || '-[0-9]*'));
-- forget_thread
DELETE FROM threads WHERE id = :thread_id;
-- checkpoint
PRAGMA wal_checkpoint(TRUNCATE);
