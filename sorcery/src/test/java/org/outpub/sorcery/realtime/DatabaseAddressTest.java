package org.outpub.sorcery.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a database is. */
class DatabaseAddressTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "postgresql://db/asterisk,                          postgresql://db/asterisk,         jdbc:postgresql://db:5432/asterisk",
        "postgres://me@db:6000/x,                           postgresql://me@db:6000/x,        jdbc:postgresql://db:6000/x",
        "jdbc:postgresql://db/x?sslmode=require,            postgresql://db/x,                jdbc:postgresql://db:5432/x?sslmode=require",
        "postgresql://me@[::1]:6000/x,                      postgresql://me@[::1]:6000/x,     jdbc:postgresql://[::1]:6000/x",
    })
    void isReadFromAUrl(String url, String text, String jdbc) {
        assertEquals(text, DatabaseAddress.parse(url).toString());
        assertEquals(jdbc, DatabaseAddress.parse(url).jdbcUrl());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "mysql://db/x",
                "postgresql://db",
                "postgresql://db/",
                "postgresql:///x",
                "postgresql://a b/x"
            })
    void isRefusedIfItIsNotAUrl(String url) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DatabaseAddress.parse(url));
        assertEquals(
                "not the URL of a database; expected postgresql://[USER@]HOST[:PORT]/DATABASE", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:geheim@db/x",
                "postgresql://db/x?password=geheim",
                "postgresql://me:ge heim@db/x"
            })
    void isRefusedWithAPasswordWhichIsNotRepeated(String url) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DatabaseAddress.parse(url));
        assertFalse(refused.toString().contains("heim"));
    }

    @Test
    void isReadFromAsterisksFile() throws IOException {
        Path file = folder.resolve("res_config_pgsql.conf");
        assertEquals(Optional.empty(), DatabaseAddress.ofAsterisk(file));
        Files.writeString(
                file, "[general]\ndbhost=db\ndbport=6000\ndbname=x\ndbuser=me\ndbpass=geheim\nrequirements=warn\n");
        DatabaseAddress read = DatabaseAddress.ofAsterisk(file).orElseThrow();
        assertEquals("postgresql://me@db:6000/x", read.toString());
        assertEquals("geheim", read.password());
        Files.writeString(file, "[general]\n");
        assertEquals(
                "postgresql://asterisk@localhost/asterisk",
                DatabaseAddress.ofAsterisk(file).orElseThrow().toString());
    }

    @Test
    void isRefusedWithItsPlaceInAsterisksFile() throws IOException {
        Path file = folder.resolve("res_config_pgsql.conf");
        Files.writeString(file, "[general]\n\ndbport=x\n");
        String refused = assertThrows(IllegalArgumentException.class, () -> DatabaseAddress.ofAsterisk(file))
                .getMessage();
        assertEquals(file + ":3: dbport 'x' is not a port", refused);
        Files.writeString(file, "[other]\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DatabaseAddress.ofAsterisk(file))
                .getMessage()
                .endsWith("there is no section [general]"));
    }
}
