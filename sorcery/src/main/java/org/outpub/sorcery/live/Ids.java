package org.outpub.sorcery.live;

import java.util.Comparator;
import org.outpub.api.sorcery.type.SorceryObject;

/** The order in which objects are given: by id, as the bytes of its UTF-8 form compare, which is Asterisk's order. */
final class Ids {
    /** Of objects. */
    static final Comparator<SorceryObject> ORDER = (left, right) -> compare(left.id(), right.id());

    private Ids() {}

    /** UTF-8 sorts as code points do; UTF-16 differs where a surrogate meets a character above the surrogates. */
    static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean bothSpecial = a >= Character.MIN_SURROGATE && b >= Character.MIN_SURROGATE;
                return bothSpecial && Character.isSurrogate(a) != Character.isSurrogate(b)
                        ? (Character.isSurrogate(a) ? 1 : -1)
                        : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
