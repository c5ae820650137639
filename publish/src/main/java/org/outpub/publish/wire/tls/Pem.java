package org.outpub.publish.wire.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468). Immutable by convention: nobody writes to the bytes.
 *
 * @param label such as {@code CERTIFICATE}
 * @param encrypted whether its own headers say that it is encrypted, as old tools do
 * @param der what it holds
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Pem(String label, boolean encrypted, byte[] der) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADERS = Pattern.compile("\\A((?:[A-Za-z-]+:[^\\n]*\\n)+)\\s*\\n");

    /**
     * Finds the blocks of a file; what stands between them is skipped.
     *
     * @param text the file
     * @return in the order of the file
     * @throws IllegalArgumentException if a block is not Base64
     */
    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String content = block.group(2);
            Matcher headers = HEADERS.matcher(content);
            boolean encrypted = headers.find() && headers.group(1).contains("ENCRYPTED");
            byte[] der = encrypted ? new byte[0] : Base64.getMimeDecoder().decode(content);
            blocks.add(new Pem(block.group(1), encrypted, der));
        }
        return blocks;
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
