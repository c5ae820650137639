package org.outpub.publish.sources.documents;

import java.util.ArrayList;
import java.util.List;

/**
 * An element of a document that is written as PJSIP does it: a line per tag, one space of indentation per level, text on
 * the line of its tag, and {@code <name />} for an element without content. Not StAX, whose writer of the JDK cannot be
 * told to write the space before that slash, and deployed servers compare to the letter. Confined to one thread; its
 * methods give the element itself.
 *
 * <p>Every text becomes a well-formed document: what is markup is escaped as Asterisk does it, line ends and tabs so that
 * a parser does not take them for mere space, and what XML 1.0 cannot hold at all is written as U+FFFD.
 */
final class XmlElement {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final int USUAL_SIZE = 512;
    private static final int REPLACEMENT = 0xFFFD;
    private final String name;
    private final StringBuilder attributes = new StringBuilder();
    private final List<XmlElement> children = new ArrayList<>();
    private String text = "";

    private XmlElement(String name) {
        this.name = name;
    }

    static XmlElement named(String name) {
        return new XmlElement(name);
    }

    static XmlElement withText(String name, String text) {
        XmlElement element = new XmlElement(name);
        element.text = text;
        return element;
    }

    XmlElement attribute(String attribute, String value) {
        attributes.append(' ').append(attribute).append("=\"");
        escape(value, attributes);
        attributes.append('"');
        return this;
    }

    XmlElement containing(XmlElement... elements) {
        children.addAll(List.of(elements));
        return this;
    }

    /** The document whose root this is, with a line end behind it. */
    String toDocument() {
        StringBuilder document = new StringBuilder(USUAL_SIZE).append(DECLARATION);
        write(document, 0);
        return document.toString();
    }

    private void write(StringBuilder out, int depth) {
        indent(out, depth).append('<').append(name).append(attributes);
        if (text.isEmpty() && children.isEmpty()) {
            out.append(" />\n");
            return;
        }
        out.append('>');
        escape(text, out);
        if (!children.isEmpty()) {
            out.append('\n');
            children.forEach(child -> child.write(out, depth + 1));
            indent(out, depth);
        }
        out.append("</").append(name).append(">\n");
    }

    private static StringBuilder indent(StringBuilder out, int depth) {
        return out.append(" ".repeat(depth));
    }

    private static void escape(String value, StringBuilder out) {
        int c;
        for (int i = 0; i < value.length(); i += Character.charCount(c)) {
            c = value.codePointAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                case '\t', '\n', '\r' -> out.append("&#").append(c).append(';');
                default -> out.appendCodePoint(isCharacter(c) ? c : REPLACEMENT);
            }
        }
    }

    /** XML 1.0, production 2, less what is escaped above. */
    private static boolean isCharacter(int c) {
        return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
    }
}
