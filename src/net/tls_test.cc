// Server and client over TLS, with a certificate made on the spot.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/net_test_support.h"

namespace tl::net {
namespace {

std::string take_bio(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

struct Certificate {
  std::string cert_pem;
  std::string key_pem;
  std::filesystem::path folder;
  std::string cert_file;
  std::string key_file;

  Certificate() {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* cert = X509_new();
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    X509_NAME* name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(cert, name);
    X509_EXTENSION* san =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(cert, san, -1);
    X509_EXTENSION_free(san);
    X509_sign(cert, key, EVP_sha256());
    BIO* cert_bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(cert_bio, cert);
    cert_pem = take_bio(cert_bio);
    BIO* key_bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(key_bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    key_pem = take_bio(key_bio);
    X509_free(cert);
    EVP_PKEY_free(key);
    folder = std::filesystem::temp_directory_path() / ("tl-net-" + random_public_id());
    std::filesystem::create_directory(folder);
    cert_file = folder / "cert.pem";
    key_file = folder / "key.pem";
    std::ofstream(cert_file) << cert_pem;
    std::ofstream(key_file) << key_pem;
  }
  ~Certificate() { std::filesystem::remove_all(folder); }
};

struct TlsSite {
  Certificate certificate;
  std::unique_ptr<HttpServer> server;
  HttpRequest request;

  TlsSite() {
    Router router;
    router.add("GET", "/scheme", [](const Request& r) { return text_response(200, r.scheme); });
    router.add("POST", "/size",
               [](const Request& r) { return text_response(200, std::to_string(r.body.size())); });
    router.add("GET", "/big",
               [](const Request&) { return text_response(200, std::string(1u << 20, 'b')); });
    ServerOptions options;
    options.tls_cert_file = certificate.cert_file;
    options.tls_key_file = certificate.key_file;
    server = start_server(std::move(router), options);
    request.url = "https://127.0.0.1:" + std::to_string(server->port());
    request.ca_bundle_pem = certificate.cert_pem;
  }
};

TEST(Tls, CarriesRequestsAndAnswers) {
  TlsSite site;
  HttpClient client;
  HttpRequest request = site.request;
  request.url += "/scheme";
  const auto answer = client.fetch(request, {});
  ASSERT_TRUE(answer.ok()) << answer.error().detail;
  EXPECT_EQ(answer->body, "https");
  request.url = site.request.url + "/size";
  request.method = "POST";
  request.body = std::string(500'000, 'p');
  EXPECT_EQ(client.fetch(request, {})->body, "500000");
  request = site.request;
  request.url += "/big";
  EXPECT_EQ(client.fetch(request, {})->body.size(), 1u << 20);
}

TEST(Tls, AnUnknownAuthorityIsATlsFailure) {
  TlsSite site;
  HttpClient client;
  HttpRequest request = site.request;
  request.url += "/scheme";
  EXPECT_TRUE(client.fetch(request, {}).ok());
  request.ca_bundle_pem.clear();  // and the kept connection of before must not be used
  const auto answer = client.fetch(request, {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kTlsFailed);
  EXPECT_NE(answer.error().detail.find("certificate"), std::string::npos);
}

TEST(Tls, PlainHttpToATlsPortEndsAndTheServerLives) {
  TlsSite site;
  RawClient plain(site.server->port());
  plain.send(get_request("/scheme"));
  plain.read_all();
  HttpClient client;
  HttpRequest request = site.request;
  request.url += "/scheme";
  EXPECT_TRUE(client.fetch(request, {}).ok());
}

TEST(Tls, AHandshakeThatStallsIsCut) {
  Certificate certificate;
  ServerOptions options;
  options.tls_cert_file = certificate.cert_file;
  options.tls_key_file = certificate.key_file;
  options.limits.header_timeout = Millis(40);
  auto server = start_server(Router(), options);
  EXPECT_EQ(RawClient(server->port()).read_all(), "");
}

TEST(Tls, AKeyOfAnotherCertificateIsRefused) {
  Certificate one, other;
  ServerOptions options;
  options.port = 0;
  options.tls_cert_file = one.cert_file;
  options.tls_key_file = other.key_file;
  auto server = HttpServer::start(options, Router());
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace tl::net
