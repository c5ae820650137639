package org.outpub.sorcery.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.outpub.api.config.Origin;

/**
 * Text from bytes that must be UTF-8, as RFC 8259 §8.1 asks; a byte order mark is passed over.
 *
 * @param text the characters, up to the first byte that is not UTF-8
 * @param isWhole whether there is no such byte
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Utf8(char[] text, boolean isWhole) {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    static Utf8 decode(byte[] bytes) {
        boolean marked = bytes.length >= 3 && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3);
        int start = marked ? 3 : 0;
        CharBuffer chars = CharBuffer.allocate(bytes.length - start);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, start, bytes.length - start), chars, true);
        return new Utf8(Arrays.copyOf(chars.array(), chars.position()), !result.isError());
    }

    /** The place after the last character. */
    Origin end(String source) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Origin(source, line, text.length - lineStart + 1);
    }
}
