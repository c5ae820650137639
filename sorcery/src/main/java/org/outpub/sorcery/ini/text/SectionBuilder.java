package org.outpub.sorcery.ini.text;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;

/**
 * A section while its document is read: open while it gains entries, and as small as it can be while it does not.
 * Confined to one thread.
 */
final class SectionBuilder {
    /** No object has so many options. */
    static final int MOST_ENTRIES = 10_000;

    /** What the section is now; null while it changes. */
    private @Nullable IniSection section;
    /** Null while it does not change. */
    private @Nullable OpenSection open;

    /** A section without entries. */
    SectionBuilder(String name, Origin origin, Layouts layouts) {
        this.open = new OpenSection(name, origin, layouts);
    }

    /** A section that is known from a former reading. */
    SectionBuilder(IniSection known) {
        this.section = known;
    }

    private OpenSection open() {
        OpenSection opened = open == null ? OpenSection.of(section()) : open;
        open = opened;
        section = null;
        return opened;
    }

    /** The section as it is now; the same instance until it changes. */
    IniSection section() {
        IniSection built = section == null ? Objects.requireNonNull(open).build() : section;
        section = built;
        return built;
    }

    /** Lets go of what is only needed while entries are added; they can be added again all the same. */
    void close() {
        section();
        open = null;
    }

    String name() {
        return open == null ? section().values().id() : open.name();
    }

    boolean isTemplate() {
        return open == null ? section().template() : open.isTemplate();
    }

    void makeTemplate() {
        open().makeTemplate();
    }

    int size() {
        return open == null ? section().values().size() : open.size();
    }

    String entry(int index) {
        return open == null ? section().values().name(index) : open.entry(index);
    }

    String value(int index) {
        return open == null ? section().values().value(index) : open.value(index);
    }

    boolean isFull(int more) {
        return size() + more > MOST_ENTRIES;
    }

    void noteControls() {
        open().noteControls();
    }

    void add(String entry, String value, String source, int line) {
        open().add(entry, value, source, line);
    }

    /** Copies the other's entries as they are now; what it gains later is not seen (as in Asterisk). */
    void inherit(SectionBuilder other) {
        IniSection base = other.section();
        open().addAll(base.values());
    }

    /** The last entry of exactly this name, or -1. */
    int last(String entry) {
        return open().last(entry);
    }

    /** How long the value of an entry is. */
    int length(int index) {
        return open().length(index);
    }

    /** Whether the value of an entry was made longer before any other. */
    boolean isJoined(int index) {
        return open().isJoined(index);
    }

    /** Makes the value of an entry longer. */
    void join(int index, String text) {
        open().join(index, text);
    }
}
