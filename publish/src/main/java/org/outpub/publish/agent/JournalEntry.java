package org.outpub.publish.agent;

import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.KeptPublication.Subject;

/** What the journal has of one publication. Confined to the loop. */
final class JournalEntry {
    private final Journal journal;
    private final String publication;
    private final String user;
    private String entityTag;
    private @Nullable String id;
    private @Nullable Subject subject;
    /** Of which the subject was made. */
    private @Nullable Target target;

    JournalEntry(Journal journal, String publication, String user, @Nullable KeptPublication recalled) {
        this.journal = journal;
        this.publication = publication;
        this.user = user;
        this.id = recalled == null ? null : recalled.id();
        this.entityTag = recalled == null ? "" : recalled.entityTag();
    }

    /** The server holds something under a new entity-tag. */
    void keep(Target now, String tag, long expires, long granted, long cseq) {
        Subject known = subject;
        if (known == null || !now.equals(target)) {
            known = now.subject(publication, user);
            subject = known;
            target = now;
        }
        String key = id;
        if (key == null) {
            key = known.id();
            id = key;
        }
        entityTag = tag;
        journal.keep(new KeptPublication(key, known, tag, expires, granted, cseq));
    }

    /** The server holds nothing any more that could be named. */
    void forget() {
        String key = id;
        if (key != null && !entityTag.isEmpty()) {
            journal.forget(key, entityTag);
            entityTag = "";
        }
    }
}
