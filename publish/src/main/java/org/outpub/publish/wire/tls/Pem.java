package org.outpub.publish.wire.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM file (RFC 7468). Immutable by convention: nobody writes to the bytes.
 *
 * @param label such as {@code CERTIFICATE}
 * @param encrypted whether its own headers say that it is encrypted, as old tools do
 * @param der what it holds
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Pem(String label, boolean encrypted, byte[] der) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LONGEST_LABEL = 60;

    /**
     * Finds the blocks of a file; what stands between them is skipped, and so is what is not ended by what it began with. One
     * pass.
     *
     * @param text the file
     * @return in the order of the file
     * @throws IllegalArgumentException if a block is not Base64
     */
    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        int at = 0;
        for (int end = text.indexOf(END); end >= 0; end = text.indexOf(END, at)) {
            String before = text.substring(at, end);
            int begin = before.lastIndexOf(BEGIN);
            String label = begin < 0 ? "" : label(before, begin + BEGIN.length());
            if (!label.isEmpty() && text.startsWith(label + DASHES, end + END.length())) {
                blocks.add(block(label, before.substring(begin + BEGIN.length() + label.length() + DASHES.length())));
            }
            at = end + END.length();
        }
        return blocks;
    }

    /** Empty if there is none. */
    private static String label(String text, int from) {
        String rest = text.substring(from, Math.min(text.length(), from + LONGEST_LABEL));
        int end = rest.indexOf(DASHES);
        return end < 0 ? "" : rest.substring(0, end);
    }

    /** Old tools write headers such as {@code Proc-Type: 4,ENCRYPTED} before the content. */
    private static Pem block(String label, String content) {
        boolean encrypted = false;
        int start = 0;
        for (int line = 0; line >= 0; line = content.indexOf('\n', line + 1)) {
            int colon = content.indexOf(':', line + 1);
            int lineEnd = content.indexOf('\n', line + 1);
            if (colon >= 0 && lineEnd >= 0 && colon < lineEnd) {
                encrypted |= content.substring(line, lineEnd).contains("ENCRYPTED");
                start = lineEnd;
            } else if (line > 0) {
                break;
            }
        }
        byte[] der = encrypted ? new byte[0] : Base64.getMimeDecoder().decode(content.substring(start));
        return new Pem(label, encrypted, der);
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE") || label.equals("TRUSTED CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Prints the label; the content may be secret. */
    @Override
    public String toString() {
        return label;
    }
}
