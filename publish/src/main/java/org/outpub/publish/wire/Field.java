package org.outpub.publish.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields that are read of an answer (RFC 3261 §20, RFC 3903 §11). */
enum Field {
    VIA("via", 'v'),
    FROM("from", 'f'),
    CALL_ID("call-id", 'i'),
    CSEQ("cseq"),
    CONTENT_LENGTH("content-length", 'l'),
    SIP_ETAG("sip-etag"),
    EXPIRES("expires"),
    MIN_EXPIRES("min-expires"),
    RETRY_AFTER("retry-after"),
    WWW_AUTHENTICATE("www-authenticate"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    AUTHENTICATION_INFO("authentication-info"),
    PROXY_AUTHENTICATION_INFO("proxy-authentication-info"),
    ALLOW_EVENTS("allow-events", 'u'),
    CONTACT("contact", 'm');

    static final int COUNT = values().length;
    private static final int LONGEST = 25;
    private static final Field[][] BY_LENGTH = byLength();
    private static final @Nullable Field[] BY_LETTER = byLetter();
    private final String longForm;
    private final char compact;

    Field(String longForm, char compact) {
        this.longForm = longForm;
        this.compact = compact;
    }

    Field(String longForm) {
        this(longForm, '\0');
    }

    private static Field[][] byLength() {
        Field[][] byLength = new Field[LONGEST + 1][];
        for (int length = 0; length <= LONGEST; length++) {
            List<Field> fields = new ArrayList<>();
            for (Field field : values()) {
                if (field.longForm.length() == length) {
                    fields.add(field);
                }
            }
            byLength[length] = fields.toArray(Field[]::new);
        }
        return byLength;
    }

    private static @Nullable Field[] byLetter() {
        @Nullable Field[] byLetter = new Field[128];
        for (Field field : values()) {
            byLetter[field.compact] = field;
        }
        byLetter['\0'] = null;
        return byLetter;
    }

    /** The field of a name, in any case, long or compact; null if it is none of these. */
    static @Nullable Field named(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 1) {
            int letter = Ascii.lower(bytes[from]);
            return letter < 0 ? null : BY_LETTER[letter];
        }
        if (length < 0 || length > LONGEST) {
            return null;
        }
        for (Field field : BY_LENGTH[length]) {
            if (Ascii.equalsLower(bytes, from, to, field.longForm)) {
                return field;
            }
        }
        return null;
    }
}
