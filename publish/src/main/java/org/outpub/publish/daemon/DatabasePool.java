package org.outpub.publish.daemon;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.outpub.sorcery.realtime.DatabaseAddress;

/**
 * Connections to a database for as long as the process runs. A database that is away is given up within seconds, and no
 * connection hangs for ever on a network that swallows packets.
 */
final class DatabasePool implements AutoCloseable {
    /** Two are listened on; a cluster may use four more at a time, and the store what is left. */
    private static final int CONNECTIONS = 8;

    private static final int WAIT_MILLIS = 2000;
    private static final int CONNECT_SECONDS = 4;
    private static final int ANSWER_SECONDS = 30;
    /** Held, because a logger that nobody holds forgets its level. What the pool has to tell, we tell. */
    private static final Logger POOL_LOG = Logger.getLogger("com.zaxxer.hikari");

    private final HikariDataSource source;
    private final String name;

    private DatabasePool(HikariDataSource source, String name) {
        this.source = source;
        this.name = name;
    }

    /** Opens no connection yet. */
    static DatabasePool of(DatabaseAddress address) {
        POOL_LOG.setLevel(Level.OFF);
        HikariConfig config = new HikariConfig();
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setPoolName("outpub");
        config.setMaximumPoolSize(CONNECTIONS);
        // with none kept ready, a pool does not go on trying for a database that is away, ever less often, by itself
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        config.addDataSourceProperty("socketTimeout", String.valueOf(ANSWER_SECONDS));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "outpub");
        return new DatabasePool(new HikariDataSource(config), address.toString());
    }

    DataSource source() {
        return source;
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        source.close();
    }
}
