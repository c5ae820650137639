package org.outpub.publish.sources.asterisk.ami;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.outpub.api.state.Extension;

/**
 * The messages of presence states, as notes of the extensions whose hints show them. A list tells them by presentity and
 * escaped, a live event by extension and as they are. Confined to its owner's thread.
 */
final class PresenceNotes {
    private static final int LONGEST = 2048;
    private final Map<Extension, String> notes = new HashMap<>();
    private final Map<String, String> listed = new HashMap<>();
    private final Set<Extension> toldMeanwhile = new HashSet<>();
    private boolean asked;

    Optional<String> of(Extension extension) {
        return Optional.ofNullable(notes.get(extension));
    }

    void listAsked() {
        listLost();
        asked = true;
    }

    void listLost() {
        asked = false;
        listed.clear();
        toldMeanwhile.clear();
    }

    void listed(String presentity, String escapedMessage) {
        listed.put(presentity, unescaped(escapedMessage));
    }

    void live(Extension extension, String message, Consumer<Extension> changed) {
        toldMeanwhile.add(extension);
        set(extension, message, changed);
    }

    void settle(Map<Extension, Hint> hints, Consumer<Extension> changed) {
        if (!asked) {
            return;
        }
        hints.forEach((extension, hint) -> {
            if (!toldMeanwhile.contains(extension)) {
                set(extension, hint.presentity().map(listed::get).orElse(""), changed);
            }
        });
        notes.keySet().retainAll(hints.keySet());
        listLost();
    }

    private void set(Extension extension, String message, Consumer<Extension> changed) {
        String note = message.strip();
        note = note.length() > LONGEST ? note.substring(0, LONGEST) : note;
        String former = note.isEmpty() ? notes.remove(extension) : notes.put(extension, note);
        if (!note.equals(former == null ? "" : former)) {
            changed.accept(extension);
        }
    }

    /** Undoes the escapes of C. */
    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            i++;
            char escaped = text.charAt(i);
            plain.append(
                    switch (escaped) {
                        case 'a' -> '\u0007';
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case 'v' -> '\u000b';
                        default -> escaped;
                    });
        }
        return plain.toString();
    }
}
