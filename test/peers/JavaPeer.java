import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.X509CertSelector;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Java's TLS (JSSE) as a peer for `npm run peers`: `JavaPeer serve` answers one connection,
 * `JavaPeer connect` makes one. Both say what they received, and how it ended otherwise than well.
 */
public final class JavaPeer {
  private static final Map<String, String> options = new HashMap<>();

  public static void main(String[] args) throws Exception {
    for (int at = 1; at + 1 < args.length; at += 2) options.put(args[at], args[at + 1]);
    if (args[0].equals("serve")) serve(context());
    else connect(context());
  }

  private static void serve(SSLContext context) throws Exception {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    System.out.println("port " + listener.getLocalPort());
    Socket carrier = listener.accept();
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(carrier, null, false);
    String auth = options.get("-auth");
    socket.setWantClientAuth(auth.equals("optional"));
    if (auth.equals("required")) socket.setNeedClientAuth(true);
    converse(socket, carrier, null, options.get("-answer"));
  }

  private static void connect(SSLContext context) throws Exception {
    int port = Integer.parseInt(options.get("-port"));
    Socket carrier = new Socket(InetAddress.getLoopbackAddress(), port);
    String name = options.get("-name");
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(carrier, name, port, false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    converse(socket, carrier, options.get("-request"), null);
  }

  private static void converse(SSLSocket socket, Socket carrier, String request, String answer)
      throws IOException {
    try {
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.startHandshake();
      if (request != null) write(socket, request);
      System.out.println("received " + receive(socket.getInputStream(), request == null));
      if (answer != null) write(socket, answer);
      socket.close();
    } catch (IOException failure) {
      tell(failure);
    }
    linger(carrier);
  }

  /** Closing while something is still unread would reset the connection, and might destroy an alert. */
  private static void linger(Socket carrier) throws IOException {
    carrier.shutdownOutput();
    carrier.setSoTimeout(5_000);
    carrier.getInputStream().readAllBytes();
  }

  private static void write(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What comes until it ends; a request ends as the option says. */
  private static String receive(InputStream input, boolean isRequest) throws IOException {
    String received = "";
    byte[] buffer = new byte[4096];
    while (!isRequest || received.isEmpty() || !received.endsWith(options.get("-request"))) {
      int read = input.read(buffer);
      if (read < 0) break;
      received += new String(buffer, 0, read, StandardCharsets.UTF_8);
    }
    return received;
  }

  /** An alert of the peer comes as an exception that names it. A socket that fails refuses nothing. */
  private static void tell(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    String alert = "Received fatal alert: ";
    if (message.contains(alert)) {
      System.out.println("read alert " + message.substring(message.indexOf(alert) + alert.length()));
    } else if (failure instanceof javax.net.ssl.SSLException
        && !(failure.getCause() instanceof java.net.SocketException)
        && !(failure.getCause() instanceof java.io.EOFException)) {
      System.out.println("refused");
    }
    System.out.println("error: " + failure);
  }

  private static SSLContext context() throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(identity(), new char[0]);
    context.init(keys.getKeyManagers(), trustManagers(), null);
    return context;
  }

  private static KeyStore identity() throws Exception {
    KeyStore store = emptyStore();
    if (options.containsKey("-chain")) {
      Certificate[] chain = certificates("-chain").toArray(new Certificate[0]);
      store.setKeyEntry("own", privateKey(chain[0]), new char[0], chain);
    }
    return store;
  }

  private static PrivateKey privateKey(Certificate certificate) throws Exception {
    String pem = Files.readString(Path.of(options.get("-key")));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
    String algorithm = certificate.getPublicKey().getAlgorithm();
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static TrustManager[] trustManagers() throws Exception {
    if (!options.containsKey("-anchors")) return new TrustManager[0];
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(new CertPathTrustManagerParameters(trusted()));
    return trust.getTrustManagers();
  }

  private static PKIXParameters trusted() throws Exception {
    KeyStore store = emptyStore();
    for (Certificate anchor : certificates("-anchors")) {
      store.setCertificateEntry("anchor" + store.size(), anchor);
    }
    PKIXParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
    parameters.setRevocationEnabled(options.containsKey("-crls"));
    if (options.containsKey("-crls")) {
      var crls = factory().generateCRLs(pem("-crls"));
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
    }
    parameters.setDate(new Date(Long.parseLong(options.get("-clock"))));
    return parameters;
  }

  private static KeyStore emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String option) throws Exception {
    return factory().generateCertificates(pem(option));
  }

  private static InputStream pem(String option) throws Exception {
    return new ByteArrayInputStream(Files.readAllBytes(Path.of(options.get(option))));
  }

  private static CertificateFactory factory() throws Exception {
    return CertificateFactory.getInstance("X.509");
  }
}
