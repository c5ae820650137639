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

    JournalEntry(Journal journal, String publication, String user, @Nullable KeptPublication recalled) {
        this.journal = journal;
        this.publication = publication;
        this.user = user;
        this.id = recalled == null ? null : recalled.id();
        this.entityTag = recalled == null ? "" : recalled.entityTag();
    }

    /** The server holds something under a new entity-tag. */
    void keep(Target now, String tag, long expires, long granted, long cseq) {
        Subject subject = now.subject(publication, user);
        String key = id;
        if (key == null) {
            key = subject.id();
            id = key;
        }
        entityTag = tag;
        journal.keep(new KeptPublication(key, subject, tag, expires, granted, cseq));
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
