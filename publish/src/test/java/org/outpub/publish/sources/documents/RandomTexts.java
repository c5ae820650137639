package org.outpub.publish.sources.documents;

import java.util.Random;

/** Texts such as nobody would write and somebody will: markup, controls, other scripts, halves of pairs. */
final class RandomTexts {
    private static final String NASTY =
            "<>&\"'\\/%{}[]:;,@ \t\r\n\u0000\u0001\u001f\u007f\u0085\u2028\ufffe\uffff\ud800\udfff]]>";
    private final Random random;

    RandomTexts(long seed) {
        this.random = new Random(seed);
    }

    /** One to forty code units. */
    String next() {
        int length = 1 + random.nextInt(40);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            switch (random.nextInt(4)) {
                case 0 -> text.append(NASTY.charAt(random.nextInt(NASTY.length())));
                case 1 -> text.append((char) ('0' + random.nextInt(75)));
                case 2 -> text.appendCodePoint(0x80 + random.nextInt(0x2000));
                default -> text.appendCodePoint(0x1F300 + random.nextInt(0x200));
            }
        }
        return text.toString();
    }
}
