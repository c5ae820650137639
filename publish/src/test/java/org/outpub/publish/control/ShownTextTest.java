package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShownTextTest {
    @Test
    void whatMovesACursorEndsALineOrTurnsWritingBecomesAQuestionMark() {
        assertEquals("a?[31m?b?c?d?e?", ShownText.of("a\u001b[31m\nb\u009bc\u202ed\u2028e\ud800"));
        assertEquals("Zoë 😀 ok", ShownText.of("Zoë 😀 ok"));
    }

    @Test
    void whatIsLongIsCut() {
        assertEquals("x".repeat(200) + "…", ShownText.of("x".repeat(900_000)));
        assertEquals("x".repeat(200), ShownText.of("x".repeat(200)));
        assertEquals("x".repeat(199) + "?…", ShownText.of("x".repeat(199) + "😀"), "between the halves of a character");
    }
}
