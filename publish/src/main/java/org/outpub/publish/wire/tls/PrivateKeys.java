package org.outpub.publish.wire.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys: PKCS#8 (RFC 5208), encrypted PKCS#8, PKCS#1 (RFC 8017) and SEC 1 (RFC 5915). The last two are
 * wrapped into PKCS#8, which is what the platform reads.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int PARAMETERS = 0xA0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    /** 1.2.840.113549.1.1.1 with NULL parameters. */
    private static final byte[] RSA = {0x30, 13, 6, 9, 42, (byte) 0x86, 72, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
    };
    /** 1.2.840.10045.2.1. */
    private static final byte[] EC = {6, 7, 42, (byte) 0x86, 72, (byte) 0xCE, 61, 2, 1};

    private PrivateKeys() {}

    /**
     * Reads a key.
     *
     * @param block a block that holds one
     * @param password opens an encrypted one; null for none
     * @return the key
     * @throws IOException if it cannot be read; the message says why, and what to do
     */
    static PrivateKey read(Pem block, @Nullable String password) throws IOException {
        if (block.encrypted()) {
            throw new IOException("its encryption is outdated; convert it with: openssl pkcs8 -topk8 -in OLD -out NEW");
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> pkcs8(block.der());
                case "RSA PRIVATE KEY" -> pkcs8(wrap(RSA, block.der()));
                case "EC PRIVATE KEY" -> pkcs8(wrap(ecAlgorithm(block.der()), block.der()));
                case "ENCRYPTED PRIVATE KEY" -> pkcs8(decrypt(block.der(), password));
                default -> throw new IOException("a key of the kind '" + block.label() + "' cannot be read");
            };
        } catch (GeneralSecurityException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | IllegalArgumentException malformed) {
            throw new IOException("the private key cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException another) {
                // the key is of another algorithm
            }
        }
        throw new InvalidKeyException("it is not " + String.join(", ", ALGORITHMS));
    }

    private static byte[] decrypt(byte[] der, @Nullable String password) throws IOException, GeneralSecurityException {
        if (password == null || password.isEmpty()) {
            throw new IOException("the private key is encrypted; expected its passphrase in the option password");
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        // The name of PBES2 says nothing; its parameters name the algorithm.
        String algorithm =
                info.getAlgName().startsWith("PBES2") || info.getAlgName().equals("1.2.840.113549.1.5.13")
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                    info.getAlgParameters());
            return cipher.doFinal(info.getEncryptedData());
        } catch (BadPaddingException wrong) {
            throw new IOException("the private key is encrypted, and the option password does not open it", wrong);
        }
    }

    /** The curve stands inside a SEC 1 key, and beside a PKCS#8 one. */
    private static byte[] ecAlgorithm(byte[] der) throws IOException {
        ByteBuffer fields = ByteBuffer.wrap(der);
        enter(fields);
        while (fields.hasRemaining()) {
            int tag = fields.get() & 0xFF;
            byte[] content = new byte[length(fields)];
            fields.get(content);
            if (tag == PARAMETERS) {
                return tlv(SEQUENCE, EC, content);
            }
        }
        throw new IOException("the private key names no curve; convert it with: openssl pkcs8 -topk8 -nocrypt");
    }

    private static void enter(ByteBuffer der) throws IOException {
        if ((der.get() & 0xFF) != SEQUENCE) {
            throw new IOException("the private key is damaged");
        }
        der.limit(Math.min(der.limit(), length(der) + der.position()));
    }

    private static int length(ByteBuffer der) throws IOException {
        int first = der.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = first & 0x7F; i > 0; i--) {
            length = length << 8 | der.get() & 0xFF;
        }
        if (length < 0 || length > der.remaining()) {
            throw new IOException("the private key is damaged");
        }
        return length;
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return tlv(SEQUENCE, VERSION_0, algorithm, tlv(OCTET_STRING, key));
    }

    private static byte[] tlv(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length >= 0x80) {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(length >> 8 * i);
            }
        } else {
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
