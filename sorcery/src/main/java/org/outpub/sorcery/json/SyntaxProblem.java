package org.outpub.sorcery.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;

/**
 * Says in words of our own what is wrong with a text that is not JSON: the parser's messages may repeat a part of it,
 * which may be a secret. Immutable.
 *
 * @param source its name
 * @param text all of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record SyntaxProblem(String source, char[] text) {
    private static final String NOT_JSON = "this is not JSON; ";

    ConfigProblem of(JsonProcessingException broken, JsonStreamContext context) {
        JsonLocation place = broken.getLocation();
        Origin origin =
                place == null ? new Origin(source, 0, 0) : new Origin(source, place.getLineNr(), place.getColumnNr());
        if (broken instanceof StreamConstraintsException) {
            return ConfigProblem.error(
                    origin, "objects and lists are nested too deep; expected types, objects, options and lists only");
        }
        int offset = place == null ? text.length : (int) place.getCharOffset();
        if (broken instanceof JsonEOFException || offset >= text.length) {
            return ConfigProblem.error(
                    origin, "the text ends here, inside " + inside(context) + "; expected the rest of it");
        }
        String hint = hint(offset);
        Origin start = hint.equals(NOT_JSON)
                ? new Origin(source, origin.line(), Math.max(1, origin.column() - wordBefore(offset)))
                : origin;
        return ConfigProblem.error(start, hint + expected(context));
    }

    private static String inside(JsonStreamContext context) {
        if (context.inArray()) {
            return "a list";
        }
        return context.inObject() ? "an object" : "the document";
    }

    private static String expected(JsonStreamContext context) {
        if (context.inArray()) {
            return "expected a value, a comma between values, or ]";
        }
        return context.inObject()
                ? "expected \"name\": value, a comma between such members, or }"
                : "expected one object, as in {\"outbound-publish\": {…}}";
    }

    private String hint(int offset) {
        char at = at(offset);
        char before = lastInk(offset - 1);
        if (at == '#' || at == ';' || at == '/') {
            return "JSON has no comments; ";
        }
        if (at == '\'') {
            return "text stands between double quotes; ";
        }
        if ((at == '}' || at == ']') && before == ',') {
            return "a comma with nothing after it; ";
        }
        if (at == '\n' || at == '\r') {
            return "text must end on the line where it begins; ";
        }
        return NOT_JSON;
    }

    /** How long the bare word is at whose end the parser gave up. */
    private int wordBefore(int offset) {
        int start = Math.min(offset, text.length);
        while (start > 0 && (Character.isLetterOrDigit(text[start - 1]) || "_+-.".indexOf(text[start - 1]) >= 0)) {
            start--;
        }
        return offset - start;
    }

    private char at(int offset) {
        return offset >= 0 && offset < text.length ? text[offset] : ' ';
    }

    private char lastInk(int offset) {
        int at = Math.min(offset, text.length - 1);
        while (at >= 0 && text[at] <= ' ') {
            at--;
        }
        return at < 0 ? ' ' : text[at];
    }
}
