package org.outpub.sorcery.realtime;

import java.sql.SQLException;
import org.outpub.api.sorcery.wizard.StorageException;

/**
 * Says what the codes of the SQL standard mean to an operator. What the server itself says is left out, because it quotes
 * values, of which some are secret; it is the cause.
 */
final class DatabaseFailure {
    private static final String ENDED_BY_OPERATOR = "57P";

    private DatabaseFailure() {}

    static StorageException of(String database, String tried, SQLException failed) {
        return new StorageException(database + ": cannot " + tried + ": " + why(failed), failed);
    }

    /** Why, with the code; the same for the same cause, so that it can be told once. */
    static String why(SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        return explain(failed, state) + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")");
    }

    private static String explain(SQLException failed, String state) {
        if (state.startsWith(ENDED_BY_OPERATOR)) {
            return "the server is stopping or starting";
        }
        return switch (state) {
            case "25006" -> "it is read-only";
            case "42P01", "42S02" -> "there is no such table";
            case "42703", "42S22" -> "a column is missing; the table needs a column id";
            case "42501" -> "the user has no right to; grant it";
            case "57014" -> "it took too long";
            case "23505" -> "its id is taken";
            case "22001" -> "a value is longer than its column";
            case "22P02", "42804" ->
                "a value is none that its column takes, such as a word that is not in its enumeration";
            default -> byClass(failed, state.length() < 2 ? "" : state.substring(0, 2));
        };
    }

    private static String byClass(SQLException failed, String codes) {
        return switch (codes) {
            case "08", "" -> "it cannot be reached";
            case "28" -> "the user or the password is refused";
            case "3D" -> "there is no such database";
            case "53" -> "the server has no room: too many connections, or its disk is full";
            case "40" -> "another transaction was in the way";
            case "23" -> "a rule of the table forbids it";
            default -> "the server refuses, with " + failed.getClass().getSimpleName();
        };
    }

    /** Whether a row of that key is there already. */
    static boolean isTaken(SQLException failed) {
        return "23505".equals(failed.getSQLState()) || "23000".equals(failed.getSQLState());
    }

    /** Whether a statement that was prepared does not fit a table that was altered since. */
    static boolean isOutdatedPlan(SQLException failed) {
        return "0A000".equals(failed.getSQLState());
    }
}
