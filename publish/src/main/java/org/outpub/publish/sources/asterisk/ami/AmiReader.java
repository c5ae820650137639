package org.outpub.publish.sources.asterisk.ami;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes messages of the bytes that a manager interface sends, in one pass and within bounds. A line ends with CR and LF
 * together: a line feed alone stands in the message of a presence state and belongs to its value. The first line of a
 * connection is a message of its own, its name {@code Greeting}. Bytes that are not UTF-8 become U+FFFD. A message that is
 * too long is passed over, and counted. Confined to one thread.
 */
public final class AmiReader {
    /** Events hold a few hundred bytes; the longest known value, a presence message, is cut at 1,024 or so. */
    private static final int LONGEST_MESSAGE = 64 << 10;

    private static final int MOST_FIELDS = 512;
    private static final int USUAL = 512;
    private byte[] line = new byte[USUAL];
    private int length;
    private int messageLength;
    private List<String> fields = new ArrayList<>();
    private boolean greeted;
    private boolean afterReturn;
    private boolean passingOver;
    private long passedOver;

    /** A reader of one connection. */
    public AmiReader() {
        // begins with the greeting
    }

    /**
     * Takes what came in.
     *
     * @param bytes as they came, cut anywhere
     * @return the messages that are complete now, in their order
     */
    public List<AmiMessage> read(byte[] bytes) {
        List<AmiMessage> messages = new ArrayList<>();
        for (byte next : bytes) {
            if (afterReturn && next == '\n') {
                length--;
                endLine(messages);
            } else {
                append(next);
            }
            afterReturn = next == '\r';
        }
        return messages;
    }

    /**
     * How many messages were too long to be taken.
     *
     * @return 0 with any manager interface that is one
     */
    public long passedOver() {
        return passedOver;
    }

    private void append(byte next) {
        messageLength++;
        if (messageLength > LONGEST_MESSAGE) {
            passOver();
            // Only whether the line is empty counts from here on.
            length = Math.min(length + 1, 2);
            return;
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = next;
    }

    private void passOver() {
        if (!passingOver) {
            passingOver = true;
            passedOver++;
            fields = new ArrayList<>();
        }
    }

    private void endLine(List<AmiMessage> messages) {
        if (!greeted) {
            greeted = true;
            messages.add(AmiMessage.of(AmiMessage.GREETING, text(0, length)));
            messageLength = 0;
        } else if (length == 0) {
            endMessage(messages);
        } else if (!passingOver) {
            addField();
        }
        length = 0;
    }

    private void addField() {
        if (fields.size() >= 2 * MOST_FIELDS) {
            passOver();
            return;
        }
        int colon = 0;
        while (colon < length && line[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, length);
        if (value < length && line[value] == ' ') {
            value++;
        }
        fields.add(text(0, colon));
        fields.add(text(value, length));
    }

    private void endMessage(List<AmiMessage> messages) {
        if (!fields.isEmpty() && !passingOver) {
            messages.add(new AmiMessage(fields));
        }
        fields = new ArrayList<>();
        passingOver = false;
        messageLength = 0;
        if (line.length > USUAL) {
            line = new byte[USUAL];
        }
    }

    private String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }
}
