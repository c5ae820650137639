package org.outpub.api.publication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** A document to publish: a content type and bytes. Immutable; equal when both are, and both tell as much. */
public final class PublicationBody {
    private final String contentType;
    private final byte[] bytes;
    private final boolean change;

    private PublicationBody(String contentType, byte[] bytes, boolean change) {
        this.contentType = contentType;
        this.bytes = bytes;
        this.change = change;
    }

    /**
     * Bytes as they are.
     *
     * @param contentType such as {@code application/pidf+xml}, parameters allowed
     * @param bytes not empty (RFC 3903 §4.2: an initial publication has a body); copied
     * @return the body
     * @throws IllegalArgumentException if there are no bytes, or it is not {@linkplain #isContentType a content type}
     */
    public static PublicationBody of(String contentType, byte[] bytes) {
        Objects.requireNonNull(contentType, "contentType");
        if (!isContentType(contentType)) {
            throw new IllegalArgumentException("content type '" + contentType + "' is not type/subtype");
        }
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a publication needs a body of at least one byte");
        }
        return new PublicationBody(contentType, bytes.clone(), false);
    }

    /**
     * A document that tells one change, and not the full state, as those of {@code asterisk-devicestate} do. A server that
     * had it and has lost it since is not told it again, as something else may hold now: the handler is asked for the full
     * state instead ({@link EventPublisherHandler#lost}).
     *
     * @param contentType such as {@code application/json}
     * @param text not empty
     * @return the body
     * @throws IllegalArgumentException as {@link #of(String, byte[])}
     */
    public static PublicationBody ofChange(String contentType, String text) {
        PublicationBody full = of(contentType, text);
        return new PublicationBody(full.contentType, full.bytes, true);
    }

    /**
     * Whether it tells one change, and not the full state.
     *
     * @return false unless it was made so
     */
    public boolean isChange() {
        return change;
    }

    /**
     * Whether a text may be a document's type (RFC 3261 §25.1).
     *
     * @param text any
     * @return true for {@code type/subtype}, with or without parameters
     */
    public static boolean isContentType(String text) {
        return new ContentTypeText(text).isValid();
    }

    /**
     * Text, in UTF-8.
     *
     * @param contentType such as {@code application/pidf+xml}
     * @param text not empty
     * @return the body
     * @throws IllegalArgumentException as {@link #of(String, byte[])}
     */
    public static PublicationBody of(String contentType, String text) {
        return of(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What it is.
     *
     * @return such as {@code application/pidf+xml}
     */
    public String contentType() {
        return contentType;
    }

    /**
     * The document.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The document, not copied.
     *
     * @return read-only, from the first byte to the last; a new buffer each time
     */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * Copies the document to where it is sent from.
     *
     * @param target has room for {@link #size} bytes, and is positioned behind them afterwards
     */
    public void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    /**
     * The document's size.
     *
     * @return in bytes, at least 1
     */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicationBody body
                && change == body.change
                && contentType.equals(body.contentType)
                && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * contentType.hashCode() + Arrays.hashCode(bytes);
    }

    /** Prints the type and the size; the document itself may be private. */
    @Override
    public String toString() {
        return contentType + ", " + bytes.length + " bytes";
    }
}
