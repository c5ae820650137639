package org.outpub.publish.agent;

import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.KeptPublication.Subject;

/** What the journal has of one publication. Confined to the loop. */
final class JournalEntry {
    private final Journal journal;
    private final String publication;
    private final String user;
    /** What a process before this one kept it under; null for the id that its subject has. */
    private final @Nullable String recalledId;

    private String entityTag;

    JournalEntry(Journal journal, String publication, String user, @Nullable KeptPublication recalled) {
        this.journal = journal;
        this.publication = publication;
        this.user = user;
        this.recalledId = recalled == null ? null : recalled.id();
        this.entityTag = recalled == null ? "" : recalled.entityTag();
    }

    /** The server holds something under a new entity-tag. */
    void keep(Target target, String tag, long expires, long granted, long cseq) {
        Subject subject = target.subject(publication, user);
        entityTag = tag;
        journal.keep(new KeptPublication(id(subject), subject, tag, expires, granted, cseq));
    }

    /** The server holds nothing any more that could be named. */
    void forget(Target target) {
        if (!entityTag.isEmpty()) {
            journal.forget(id(target.subject(publication, user)), entityTag);
            entityTag = "";
        }
    }

    /** The same for all of its life, for another target makes another publication. */
    private String id(Subject subject) {
        return recalledId == null ? subject.id() : recalledId;
    }
}
